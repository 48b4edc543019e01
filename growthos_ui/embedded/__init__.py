"""A PostgreSQL server of our own, from a wheel: private, password-only, and gone when we are gone."""

from growthos_ui.embedded.cluster import OWNER
from growthos_ui.embedded.server import DATABASE, EmbeddedServer

__all__ = ["DATABASE", "OWNER", "EmbeddedServer"]
