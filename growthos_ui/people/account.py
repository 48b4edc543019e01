"""A person's own account, as functions of the database answer it: the same in every organisation they work in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, DateTime, Text, column, func, select, true

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from sqlalchemy import Select

_INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")
_BETWEEN_DIGITS = re.compile(r"[\s().\-/]")


def preferences() -> Select[Any]:
    """Return how the actor likes the dashboard: theme, density, letter_keys; `now`; banner and banner_colour. One row, with defaults."""
    mine = func.private.my_preferences().table_valued(
        column("theme", Text), column("density", Text), column("letter_keys", Boolean), name="mine"
    )
    banner = func.private.banner().table_valued(column("message", Text), column("colour", Text), name="banner")
    told = (banner.c.message.label("banner"), banner.c.colour.label("banner_colour"))
    return select(mine, func.private.now().label("now"), *told).select_from(mine.outerjoin(banner, true()))


def account() -> Select[Any]:
    """Return the actor's own account: full_name, email, phone, home, is_home, password_changed_at. One row."""
    moment = DateTime(timezone=True)
    words = (column(name, Text) for name in ("full_name", "email", "phone", "home"))
    return select(
        func.private.my_account().table_valued(
            *words, column("is_home", Boolean), column("password_changed_at", moment), name="mine"
        )
    )


def phone_of(typed: str) -> str | None:
    """Return a number as it is kept, "+923001234567", or None for an empty box.

    Raises GrowthError (Invalid) for anything that is no number in international form.
    """
    plain = _BETWEEN_DIGITS.sub("", typed)
    if not plain:
        return None
    number = f"+{plain[2:]}" if plain.startswith("00") else plain
    if not _INTERNATIONAL.fullmatch(number):
        raise GrowthError(
            Kind.INVALID,
            "A phone number begins with + and the country, then 7 to 14 digits more.",
            field="phone",
            remedy="For example +92 300 1234567.",
        )
    return number


_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
# In this order: each browser's line names those after it as well.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def device_words(user_agent: str | None) -> str:
    """Return a device as its owner knows it: "Firefox on Windows"; "Unknown device" where the browser says nothing of use."""
    said = user_agent or ""
    browser = next((words for sign, words in _BROWSERS if sign in said), "")
    system = next((words for sign, words in _SYSTEMS if sign in said), "")
    return " on ".join(filter(None, (browser, system))) or "Unknown device"
