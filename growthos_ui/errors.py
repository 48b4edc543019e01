"""What can go wrong, as a sentence for the person and a kind for the program."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The few ways in which an act can be refused."""

    INVALID = "invalid"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    WRONG_STATE = "wrong_state"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"


class GrowthError(Exception):
    """An act that was refused, in words that may be shown to the person who tried it.

    `sentence` says what is wrong, `field` names the input it is about, `remedy` says what to do.
    A row that is hidden from the actor and a row that does not exist are the same: `Kind.MISSING`.
    """

    def __init__(
        self,
        kind: Kind,
        sentence: str,
        *,
        field: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.field = field
        self.remedy = remedy

    def words(self) -> str:
        """Return the sentence and, where there is one, the remedy."""
        return f"{self.sentence} {self.remedy}" if self.remedy else self.sentence


class Stopped(Exception):
    """The question was stopped by whoever asked it, before it was answered."""


class SignInOver(Exception):
    """The sign-in behind this work has ended: signed out, expired, revoked, or its rights changed."""
