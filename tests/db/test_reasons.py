"""Every refusal of people, learning and coursework that the database can name is a sentence for a person."""

import re
from pathlib import Path

import pytest

import growthos_ui
from growthos_ui.db.reasons import REASONS

SQL = Path(growthos_ui.__file__).parent / "sql"
RAISED = sorted(
    {
        reason
        for domain in ("people", "learning", "coursework")
        for path in (SQL / domain).glob("*.sql")
        for reason in re.findall(
            r"'((?:people|enrolment|unlock|watching|rating|submission|review|batch|course|lesson|note)\.\w+)'",
            path.read_text(),
        )
    }
)


@pytest.mark.parametrize("reason", RAISED)
def test_a_refusal_has_its_sentence(reason: str) -> None:
    kind, words = REASONS[reason]
    sentence = words({}) if callable(words) else words
    assert sentence.endswith(".")
    assert kind


def test_there_are_refusals_to_look_at() -> None:
    assert len(RAISED) > 40
