"""Any other address."""

from __future__ import annotations

import reflex as rx

from components.shell import screen
from components.stops import missing
from growthos_ui.auth.permissions import Permission


@screen(route="404", title="No such page", needs=Permission.PEOPLE_HOME_READ, listed=False)
def not_found() -> rx.Component:
    return missing()
