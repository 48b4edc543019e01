"""What a function of the database refused, as a sentence. SQL raises `domain.reason`; the words are here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_REASONS = {
    "people.organisation_missing": (Kind.MISSING, "There is no such organisation."),
    "people.may_not_choose_an_organisation": (
        Kind.FORBIDDEN,
        "Only a superadmin may work in another organisation.",
    ),
}
_CONSTRAINTS = {
    "users_phone_is_international": (Kind.INVALID, "A phone number begins with + and the country."),
    "users_phone_is_unique": (Kind.DUPLICATE, "This number is that of another account of your organisation."),
}
_STATES = {
    "25006": (Kind.FORBIDDEN, "This sign-in only reads. Nothing was changed."),
    "42501": (Kind.FORBIDDEN, "Your role may not change this. Nothing was changed."),
}


def refusal_of(error: DBAPIError) -> GrowthError | None:
    """Return the refusal in words that may be shown, or None for a failure that nobody meant."""
    said: Any = getattr(error.orig, "diag", None)
    found = (
        _REASONS.get(getattr(said, "message_primary", None) or "")
        or _CONSTRAINTS.get(getattr(said, "constraint_name", None) or "")
        or _STATES.get(getattr(error.orig, "sqlstate", None) or "")
    )
    return GrowthError(*found) if found else None
