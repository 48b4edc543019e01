"""The app as a server runs it, with the probes beside the screens; needs no built front end.

It never looks after its open sockets of its own accord: what closes there, closes because the server was told.
"""

from functools import partial

from growthos_ui.growthos_ui import app
from growthos_ui.web.assemble import perimeter
from tests.sign_in import probes

_NEVER_S = 86_400.0
perimeter.serving = partial(perimeter.serving, sweep_every_s=_NEVER_S)

__all__ = ["app", "probes"]
