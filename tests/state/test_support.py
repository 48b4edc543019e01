"""The bell: each person's own news, unread ones counted, read ones marked."""

from __future__ import annotations

from uuid import uuid4

import pytest

from state.actor import ActorState
from state.support import NotificationsState
from tests.cast import ALICE, BY_KEY, KENJI
from tests.screens import open_screen


@pytest.fixture
async def opened(pipeline, database):
    """Open a tab and ask for the news: `await opened("maya")`."""

    async def open_as(key):
        tab = await open_screen(pipeline, database, key, "/")
        await tab.send(NotificationsState.load)
        return tab

    return open_as


def unread_in_the_database(database, key):
    with database.as_owner() as owner:
        return owner.execute(
            "select count(*) from public.notifications where user_id = %s and not is_read", [BY_KEY[key].id]
        ).fetchone()[0]


async def test_a_mentor_who_is_given_a_learner_hears_of_it(opened, database, acting):
    before = (await (await opened("kenji")).kept(NotificationsState)).unread
    with database.acting_as(await acting("nadia"), keep=True) as connection:
        connection.execute("select private.assign_mentor(%s, %s)", [ALICE.student_id, KENJI.id])
    bell = await (await opened("kenji")).kept(NotificationsState)
    assert bell.unread == before + 1
    assert (bell.latest[0].title, bell.latest[0].message) == ("Alice Ahmed was assigned to you", "By Nadia Rahman.")
    assert bell.latest[0].link.startswith("/students")


async def test_what_is_opened_is_read_and_only_that(opened, database):
    tab = await opened("maya")
    bell = await tab.kept(NotificationsState)
    before = bell.unread
    await tab.send(NotificationsState.read, {"notification_id": bell.latest[0].id})
    after = await tab.kept(NotificationsState)
    assert after.unread == before - 1
    assert after.latest[0].is_read


async def test_everything_is_marked_as_read_and_nobody_elses(opened, database):
    others = unread_in_the_database(database, "enzo")
    tab = await opened("otto")
    await tab.send(NotificationsState.read_all)
    assert (await tab.kept(NotificationsState)).unread == 0
    assert unread_in_the_database(database, "otto") == 0
    assert unread_in_the_database(database, "enzo") == others > 0


async def test_a_piece_of_news_of_somebody_else_stays_unread(opened, database):
    theirs = (await (await opened("farah")).kept(NotificationsState)).latest[0].id
    tab = await opened("enzo")
    await tab.send(NotificationsState.read, {"notification_id": theirs})
    await tab.send(NotificationsState.read, {"notification_id": str(uuid4())})
    assert unread_in_the_database(database, "farah") == 1


async def test_a_person_who_only_reads_marks_nothing(opened, database):
    tab = await opened("vera")
    before = unread_in_the_database(database, "vera")
    await tab.send(NotificationsState.read_all)
    assert unread_in_the_database(database, "vera") == before > 0
    assert tab.shown(ActorState, "refusal") == "Your role is read only: nothing is marked as read."
