"""What is written down of an unexpected failure: which, of what kind, and where in the program; nobody's values."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from growthos_ui.errors import GrowthError

MESSAGE_LENGTH_MAX = 1_000
STACK_LENGTH_MAX = 16_000


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the error log. `kind` and `severity` are words of the table; the database scrubs the rest once more."""

    kind: str
    severity: str
    message: str
    code: str | None = None
    stack: str | None = None


def written_of(error: BaseException) -> Written:
    """Return a failure as it is written down. Of the database's words only the name of the failure is kept: they hold values."""
    state = getattr(getattr(error, "orig", None) or error, "sqlstate", None)
    return Written(
        kind=_kind(error),
        severity="critical" if isinstance(error, GrowthError) else "error",
        message=_message(error),
        code=str(state) if state else None,
        stack="".join(traceback.format_tb(error.__traceback__))[-STACK_LENGTH_MAX:] or None,
    )


def of_a_page(said: str) -> Written:
    """Return what a browser reported of a page, as it is written down."""
    return Written(kind="ui", severity="warning", message=said[:MESSAGE_LENGTH_MAX] or "A page failed without a word.")


def _kind(error: BaseException) -> str:
    if isinstance(error, SQLAlchemyError | psycopg.Error | GrowthError):
        return "database"
    return "network" if isinstance(error, OSError | TimeoutError) else "unknown"


def _message(error: BaseException) -> str:
    name = type(getattr(error, "orig", None) or error).__name__
    if isinstance(error, SQLAlchemyError | psycopg.Error):
        return name
    return f"{name}: {error}"[:MESSAGE_LENGTH_MAX]
