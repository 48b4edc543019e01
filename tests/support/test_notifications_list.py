"""The list of notifications: each person's own, searched, filtered, marked; and nobody else's."""

from __future__ import annotations

import pytest

from growthos_ui.errors import GrowthError
from growthos_ui.support.words import SUBJECTS
from state.actor import ActorState
from state.support import NewsState
from state.toasts import ToastState
from tests.cast import BY_KEY
from tests.screens import open_screen
from tests.sign_in.conftest import settings_for
from tests.sign_in.pipeline import open_pipeline

TOLD = (
    ("security_alert", "Your role was changed", "From mentor to admin.", "/profile", 1),
    ("mentor_assigned", "Omar Khan was assigned to you", "By Nadia Rahman.", "/students?q=ST-000003", 40),
    ("job_failed", "The night job failed", "", None, 2),
)


@pytest.fixture
def told(database):
    """Tell a person three things: `told("maya")`; what they were told before is gone."""

    def tell(key):
        with database.as_owner() as owner:
            owner.execute("delete from public.notifications where user_id = %s", [BY_KEY[key].id])
            for kind, title, message, link, days in TOLD:
                owner.execute(
                    """insert into public.notifications (organization_id, user_id, type, title, message, payload, created_at)
                       values (%s, %s, %s, %s, %s, jsonb_strip_nulls(jsonb_build_object('link', %s::text)),
                               private.now() - %s * interval '1 day')""",
                    [BY_KEY[key].school.id, BY_KEY[key].id, kind, title, message, link, days],
                )

    return tell


async def open_list(pipeline, database, key, query=""):
    tab = await open_screen(pipeline, database, key, f"/notifications{query}")
    return tab, [row["title"] for row in tab.shown(NewsState, "rows")]


def unread(database, key):
    with database.as_owner() as owner:
        return owner.execute(
            "select count(*) from public.notifications where user_id = %s and not is_read", [BY_KEY[key].id]
        ).fetchone()[0]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Your role was changed", "The night job failed", "Omar Khan was assigned to you"]),
        ("?q=omar", ["Omar Khan was assigned to you"]),
        ("?q=nadia", ["Omar Khan was assigned to you"]),
        ("?about=learners", ["Omar Khan was assigned to you"]),
        ("?about=account", ["Your role was changed", "The night job failed"]),
        ("?when=last-7-days", ["Your role was changed", "The night job failed"]),
        ("?state=read", []),
        (
            "?state=unread&sort=created_at",
            ["Omar Khan was assigned to you", "The night job failed", "Your role was changed"],
        ),
    ],
)
async def test_news_is_found_by_words_subject_state_and_day(query, titles, pipeline, database, told):
    told("maya")
    _, found = await open_list(pipeline, database, "maya", query)
    assert found == titles


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "marco", "vera", "otto"])
async def test_everybody_has_the_page_and_sees_their_own_only(key, pipeline, database, told):
    told("kenji")
    tab, titles = await open_list(pipeline, database, key)
    assert "The night job failed" not in titles
    assert titles
    assert tab.shown(ActorState, "refusal") in {"", None}


async def test_a_piece_of_news_leads_to_its_page_where_it_has_one(pipeline, database, told):
    told("maya")
    tab, _ = await open_list(pipeline, database, "maya")
    assert [row["title__href"] for row in tab.shown(NewsState, "rows")] == ["/profile", "", "/students?q=ST-000003"]


async def send(tab, event, **payload):
    await tab.send(event, payload, pathname="/notifications", asPath="/notifications")


async def test_selected_news_is_marked_at_once_and_taken_back(pipeline, database, told):
    told("maya")
    tab, _ = await open_list(pipeline, database, "maya")
    rows = tab.shown(NewsState, "rows")
    for act, left in (("read", 1), ("unread", 3)):
        await send(tab, NewsState.pick, said=f"1 {rows[0]['id']},{rows[2]['id']}")
        await send(tab, NewsState.prepare, name=act)
        assert unread(database, "maya") == left
        assert tab.shown(ToastState, "title") == f"2 notifications marked as {act}."


async def test_who_only_reads_is_offered_no_act_and_an_act_sent_by_hand_changes_nothing(database, told):
    told("vera")
    async with open_pipeline(settings_for(database)) as pipeline:
        tab, _ = await open_list(pipeline, database, "vera")
        assert not tab.shown(NewsState, "acts")
        rows = tab.shown(NewsState, "rows")
        await send(tab, NewsState.pick, said=f"1 {rows[0]['id']}")
        with pytest.raises(GrowthError, match="Your role is read only"):
            await send(tab, NewsState.prepare, name="read")
    assert unread(database, "vera") == len(TOLD)


async def test_an_empty_list_says_when_something_comes(pipeline, database):
    with database.as_owner() as owner:
        owner.execute("delete from public.notifications where user_id = %s", [BY_KEY["farah"].id])
    tab, titles = await open_list(pipeline, database, "farah")
    assert (titles, tab.shown(NewsState, "emptiness")) == ([], "no-data")
    assert "News of your account comes here." in tab.shown(NewsState, "empty_sentence")


def test_every_type_has_its_subject(database):
    with database.as_owner() as owner:
        law = owner.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'notifications_type_is_known'"
        ).fetchone()[0]
    types = [kind for _, kinds in SUBJECTS.values() for kind in kinds]
    assert sorted(types) == sorted(part for part in law.split("'")[1::2])
