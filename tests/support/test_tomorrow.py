"""What would be written tomorrow: each notice that is due then, and none that is in the outbox already."""

from __future__ import annotations

from datetime import date

import pytest

from state.actor import ActorState
from state.mail import ComingMailState
from tests.finance.desk import freeze
from tests.screens import open_screen
from tests.support.mails import at_work, bill

PATH = "/support/tomorrow"
DUE = date(2026, 3, 6)


async def rows_of(pipeline, database, key="enzo"):
    tab = await open_screen(pipeline, database, key, f"{PATH}?q=newly")
    return [(r["notice_kind"], r["owed_milli"], r["effective_due_date"]) for r in tab.shown(ComingMailState, "rows")]


async def test_it_shows_each_notice_that_would_be_written_and_none_that_is_written(pipeline, database):
    bill(database, date(2026, 3, 1))
    freeze(database, DUE)
    assert await rows_of(pipeline, database) == [("Overdue", "900.00", "6 Mar 2026")]
    freeze(database, date(2026, 3, 7))
    with at_work(database) as worker:
        worker.execute("select private.queue_notices()")
    assert await rows_of(pipeline, database) == []


@pytest.mark.parametrize("key", ["maya", "tara", "marco"])
async def test_who_has_nothing_to_do_with_money_is_refused(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert tab.shown(ActorState, "refusal") == "Your role does not show mails to students."
