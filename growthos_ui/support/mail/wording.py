"""What a mail says: the words of its template, with what is known of this learner in place of each {word}."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from growthos_ui.listing.money import money_words
from growthos_ui.listing.words import UNKNOWN, day_words

Facts = Mapping[str, Any]
"""What stands for each word: a text as it is, a day as {"day": …}, money as {"milli": …, "currency": …}, or None."""

_WORD = re.compile(r"\{(\w+)\}")
_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>'
    '<body dir="auto" style="font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:16px">{}</body></html>'
)


@dataclass(frozen=True, slots=True)
class Words:
    """A mail without its envelope: the subject in one line, the text in plain words."""

    subject: str
    text: str

    @property
    def html(self) -> str:
        """The same text as a page: nothing of it is markup."""
        paragraphs = (escape(each).replace("\n", "<br>") for each in self.text.split("\n\n"))
        return _PAGE.format("".join(f'<p dir="auto">{each}</p>' for each in paragraphs))


def worded(subject: str, body: str, facts: Facts) -> Words:
    """Fill in the words of a template; a line that stays empty leaves no gap."""
    text = re.sub(r"\n{3,}", "\n\n", _filled(body, facts)).strip()
    return Words(" ".join(_filled(subject, facts).split()), text)


def _filled(text: str, facts: Facts) -> str:
    """Fill in what is known; a word that nothing stands for stays as it is, to be seen in the preview and refused when saved."""
    return _WORD.sub(lambda found: said(facts[found[1]]) if found[1] in facts else found[0], text)


def said(fact: object) -> str:
    """Return a fact in words: `PKR 25,000.00`, `10 Apr 2026`, a text as it is, a dash for what is not known."""
    if isinstance(fact, Mapping):
        if "day" in fact:
            return day_words(date.fromisoformat(fact["day"])) if fact["day"] else UNKNOWN
        return money_words(fact.get("milli"), fact.get("currency"))
    return UNKNOWN if fact is None else str(fact)
