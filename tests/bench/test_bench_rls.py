"""Row security against a WHERE by hand: the same question on both sides, the dear ones named, on a few rows."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from growthos_ui.bench import by_hand
from growthos_ui.bench.by_hand import compare
from growthos_ui.bench.compared import Compared, verdict
from growthos_ui.db import columns_of
from growthos_ui.growth.models import CompanySettings
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.page import queries
from growthos_ui.people.tables import STUDENTS

SETTINGS = {"settings": select(func.count(columns_of(CompanySettings).id))}


def of_students(actor):
    asked = queries(STUDENTS, Ask(), STUDENTS.columns_for(actor))
    return {f"students: {purpose}": select for purpose, select in asked.items()}


def counts(actor):
    return {"counts": of_students(actor)["students: counts"]}


def compared(database, monkeypatch, asked, limit=1_000):
    async def few(actor, engine, chosen):
        await asyncio.sleep(0)
        return list((asked(actor) if callable(asked) else asked).items())

    monkeypatch.setattr(by_hand, "asked_by", few)
    urls = {"owner_url": database.owner_url, "app_url": database.app_url, "sign_in_url": database.sign_in_url}
    return compare(**urls, rounds=2, limit=limit)


def test_both_sides_answer_the_same_for_every_role(database, monkeypatch, capsys):
    found = compared(database, monkeypatch, of_students)
    assert {each.role for each in found} >= {"Superadmin", "Admin", "Enrolment manager", "Mentor", "Support"}
    assert [each for each in found if not each.same] == []
    assert "questions against a WHERE by hand" in " ".join(capsys.readouterr().out.split())


def test_another_answer_is_said_and_never_passes(database, monkeypatch, capsys):
    """The law is broken for one table: the policy lets nobody in where the hand still does what the law says."""
    with database.as_owner() as owner:
        owner.execute("drop policy read on public.company_settings")
    found = compared(database, monkeypatch, SETTINGS)
    assert {each.role for each in found if not each.same} >= {"Admin", "Superadmin"}
    assert not any(each.is_within(1_000) for each in found if not each.same)
    assert "NOT THE SAME QUESTION" in capsys.readouterr().out


def measured(fast, *, same=True):
    times = {"fast_ms": fast, "hand_fast_ms": 1.0, "p50_ms": 9.0, "hand_p50_ms": 3.0}
    return Compared("students: by code", "Admin", rows=1, runs=20, **times, same=same)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([measured(1.2), measured(1.4)], "GOOD: all 2 queries within 1.5 times the WHERE by hand; dearest students: by code, as Admin: 1.40 times."),
        ([measured(1.2), measured(1.6)], "TOO DEAR: 1 of 2 queries over 1.5 times the WHERE by hand; dearest students: by code, as Admin: 1.60 times."),
        ([measured(1.2), measured(1.0, same=False)], "NOT THE SAME QUESTION: 1 of 2 answers differ; first students: by code, as Admin."),
    ],
)  # fmt: skip
def test_the_verdict_is_one_line_that_names_the_dearest(found, words):
    assert verdict(found, 1.5) == words


def test_what_is_over_the_limit_is_run_on_before_it_is_said_to_be(database, monkeypatch):
    """Nothing is within no time at all, so that every question is asked as often as it may be."""
    monkeypatch.setattr(by_hand, "SMALL_MS", 0)
    found = compared(database, monkeypatch, counts, limit=0)
    assert {each.runs for each in found} == {2 * by_hand.IN_A_ROW * (1 + by_hand.AGAIN)}
