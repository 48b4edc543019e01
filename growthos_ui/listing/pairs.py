"""What a screen says in pairs: a name and what it is, and one of several to choose from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Fact:
    """A name and what it is."""

    name: str = ""
    words: str = ""


@dataclass
class Option:
    """One of several to choose from; `about` says what choosing it means."""

    value: str = ""
    words: str = ""
    about: str = ""
