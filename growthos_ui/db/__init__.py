"""The only way to the data: one transaction at a time, in the name of the actor."""

from growthos_ui.db.columns import columns_of
from growthos_ui.db.engine import close, open_
from growthos_ui.db.transaction import Transaction, acting_as

__all__ = ["Transaction", "acting_as", "close", "columns_of", "open_"]
