"""The app as a server runs it, with the probes beside the screens; needs no built front end."""

from growthos_ui.growthos_ui import app
from tests.sign_in import probes

__all__ = ["app", "probes"]
