"""Saved views: whose they are, who sees them, with which one a list opens, and what outlives what."""

from __future__ import annotations

import pytest

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing import views
from growthos_ui.listing.layout import Layout
from state.toasts import ToastState
from tests.listing.pupils import PUPILS
from tests.listing.tabs import PupilsState, go, open_tabs, send


@pytest.fixture
async def pipeline(database, owner):
    async with open_tabs(database) as opened:
        yield opened
    for table in ("saved_views", "list_layouts"):
        owner.execute(f"delete from dashboard.{table} where listing = 'pupils'")


@pytest.fixture
def tab(pipeline, acting):
    async def signed_in(key: str):
        return pipeline.tab_of(await acting(key))

    return signed_in


async def save(tab, address: str, name: str, **form: str) -> str:
    """Save what the address shows, and return the address that the tab is sent to."""
    await go(tab, address)
    shown = await send(tab, PupilsState.save_view, address, form={"name": name, **form})
    assert not shown("refused_view")
    return shown("moved")


def tabs(shown) -> list[str]:
    return [tab["name"] for tab in shown("views")]


def on(shown) -> str:
    (tab,) = (tab["name"] for tab in shown("views") if tab["on"] == "true")
    return tab


async def test_a_view_keeps_search_filters_order_and_columns(tab, enrolled):
    enrolled(60)
    nadia = await tab("nadia")
    await go(nadia, "/pupils")
    await send(nadia, PupilsState.arrange, "/pupils", step="hide", name="course", number=0)
    moved = await save(nadia, "/pupils?q=ayesha&sort=-points&points=low&size=25", "Low points")
    await send(nadia, PupilsState.restore, "/pupils")
    shown = await go(await tab("nadia"), moved)
    assert moved.startswith("/pupils?view=low-points-")
    assert moved.endswith("&q=ayesha&sort=-points&points=low&size=25")
    assert on(shown) == "Low points"
    assert "course" not in [column["name"] for column in shown("columns")]
    assert [chip["words"] for chip in shown("chips")] == ["Under 50"]


async def test_what_was_changed_since_is_said_and_can_be_kept_or_taken_back(tab, enrolled):
    enrolled(10)
    nadia = await tab("nadia")
    moved = await save(nadia, "/pupils?points=low", "Low points")
    shown = await go(nadia, f"{moved}&status=active")
    assert (on(shown), shown("view")["changed"]) == ("Low points", "true")
    await send(nadia, PupilsState.update_view, f"{moved}&status=active")
    shown = await go(nadia, "/pupils")
    (kept,) = (each["href"] for each in shown("views") if each["name"] == "Low points")
    assert kept == f"{moved}&status=active"


async def test_a_view_of_ones_own_is_nobody_elses(tab, enrolled):
    enrolled(3)
    moved = await save(await tab("nadia"), "/pupils?points=low", "Low points")
    sam = await tab("sam")
    assert "Low points" not in tabs(await go(sam, "/pupils"))
    # Sent to somebody else, the address shows the same rows, and the reader is told about the view.
    shown = await go(sam, moved)
    assert [chip["words"] for chip in shown("chips")] == ["Under 50"]
    assert (on(shown), shown("moved")) == (f"All {PUPILS.noun[1]}", "/pupils?points=low")
    assert sam.shown(ToastState, "title").startswith("There is no view “low-points-")


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("everyone", {"nadia", "sam", "enzo", "maya", "farah", "tara", "vera"}),
        ("mentor", {"nadia", "sam", "vera", "maya"}),
        ("enrollment_manager", {"nadia", "sam", "vera", "enzo", "farah"}),
        ("finance", {"nadia", "sam", "vera", "farah"}),
        ("support", {"nadia", "sam", "vera", "tara"}),
    ],
)
async def test_a_shared_view_is_seen_by_those_it_is_shared_with_and_by_the_office(tab, enrolled, audience, seen_by):
    enrolled(3)
    await save(await tab("nadia"), "/pupils?points=low", "Shared", audience=audience)
    people = ("nadia", "sam", "enzo", "maya", "farah", "tara", "vera")
    assert {key for key in people if "Shared" in tabs(await go(await tab(key), "/pupils"))} == seen_by


@pytest.mark.parametrize(
    ("key", "may"), [("nadia", True), ("sam", True), ("enzo", False), ("maya", False), ("tara", False)]
)
async def test_only_an_admin_shares(tab, enrolled, key, may):
    enrolled(3)
    person = await tab(key)
    shown = await go(person, "/pupils")
    assert (shown("may_share") or False) is may
    shown = await send(person, PupilsState.save_view, "/pupils", form={"name": "Shared", "audience": "everyone"})
    assert bool(shown("moved")) is may
    if not may:
        assert shown("refused_view") == "Only an admin may share a view."


@pytest.mark.parametrize(("key", "statement"), [
    ("maya", "insert into dashboard.saved_views (listing, slug, name, audience) values ('pupils', 'x', 'X', 'everyone')"),
    ("enzo", "insert into dashboard.saved_views (listing, slug, name, audience) values ('pupils', 'x', 'X', 'mentor')"),
    ("vera", "insert into dashboard.saved_views (listing, slug, name) values ('pupils', 'x', 'X')"),
])  # fmt: skip
async def test_the_database_itself_refuses_what_the_screen_does_not_offer(acting, database, key, statement):
    import psycopg

    with (
        database.acting_as(await acting(key)) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)),
    ):
        connection.execute(statement)


async def test_a_mentor_cannot_change_or_remove_what_is_shared_with_them(tab, acting, enrolled, pipeline):
    from growthos_ui import db

    enrolled(3)
    moved = await save(await tab("nadia"), "/pupils?points=low", "Shared", audience="mentor")
    slug = moved.partition("view=")[2].partition("&")[0]
    maya = await acting("maya")
    for act in (views.remove_view, lambda *given: views.change_view(*given, name="Mine now")):
        with pytest.raises(GrowthError) as refused:
            async with db.acting_as(maya) as tx:
                await act(tx, PUPILS, slug)
        assert refused.value.kind is Kind.MISSING
    assert "Shared" in tabs(await go(await tab("maya"), "/pupils"))


async def test_removing_a_shared_view_leaves_the_copies_that_people_made(tab, enrolled):
    enrolled(10)
    nadia, maya = await tab("nadia"), await tab("maya")
    moved = await save(nadia, "/pupils?points=low", "Shared", audience="everyone")
    await go(maya, moved)
    copied = (await send(maya, PupilsState.copy_view, moved))("moved")
    assert copied != moved
    await go(nadia, moved)
    shown = await send(nadia, PupilsState.remove_view, moved)
    assert shown("moved") == "/pupils?points=low"
    shown = await go(maya, copied)
    assert on(shown) == "Shared (mine)"
    assert [chip["words"] for chip in shown("chips")] == ["Under 50"]
    assert "Shared" not in tabs(await go(maya, moved))


async def test_a_list_opens_with_the_view_of_the_role_unless_the_person_chose_another(tab, enrolled):
    enrolled(10)
    everyones = await save(await tab("nadia"), "/pupils?points=high", "For all", audience="everyone", opens="on")
    mentors = await save(
        await tab("nadia"), "/pupils?view=all&points=low", "For mentors", audience="mentor", opens="on"
    )
    assert (await go(await tab("enzo"), "/pupils"))("moved") == everyones
    maya = await tab("maya")
    shown = await go(maya, "/pupils")
    assert (shown("moved"), on(shown)) == (mentors, "For mentors")
    own = await save(maya, "/pupils?view=all&status=active", "Mine", opens="on")
    assert (await go(await tab("maya"), "/pupils"))("moved") == own


async def test_where_a_list_opens_with_a_view_the_whole_list_still_has_an_address(tab, enrolled):
    enrolled(10)
    nadia = await tab("nadia")
    await save(nadia, "/pupils?points=low", "Low points", opens="on")
    shown = await go(nadia, "/pupils")
    assert shown("views")[0]["href"] == "/pupils?view=all"
    shown = await go(nadia, "/pupils?view=all")
    assert (shown("moved"), shown("chips"), on(shown)) == ("", [], "All pupils")
    shown = await go(nadia, "/pupils?status=active")
    assert shown("links")["clear"] == "/pupils?view=all"


async def test_one_view_opens_the_list_at_a_time(tab, enrolled):
    enrolled(3)
    nadia = await tab("nadia")
    await save(nadia, "/pupils?points=low", "First", opens="on")
    second = await save(nadia, "/pupils?view=all&points=high", "Second", opens="on")
    assert (await go(await tab("nadia"), "/pupils"))("moved") == second
    await go(nadia, second)
    await send(nadia, PupilsState.change_view, second, form={"name": "Second", "audience": "mine"})
    assert (await go(await tab("nadia"), "/pupils"))("moved") in {None, ""}


async def test_a_view_is_renamed_and_its_address_stays(tab, enrolled):
    enrolled(3)
    nadia = await tab("nadia")
    moved = await save(nadia, "/pupils?points=low", "Low")
    await go(nadia, moved)
    shown = await send(nadia, PupilsState.change_view, moved, form={"name": "  Low  points "})
    assert on(shown) == "Low points"
    shown = await send(nadia, PupilsState.change_view, moved, form={"name": "  "})
    assert shown("refused_view") == "A view needs a name."


async def test_how_one_person_arranges_a_shared_view_is_theirs_alone(tab, enrolled):
    enrolled(3)
    moved = await save(await tab("nadia"), "/pupils?points=low", "Shared", audience="everyone")
    maya = await tab("maya")
    await go(maya, moved)
    shown = await send(maya, PupilsState.arrange, moved, step="hide", name="course", number=0)
    assert shown("view")["changed"] == "true"
    other = await go(await tab("nadia"), moved)
    assert "course" in [column["name"] for column in other("columns")]
    shown = await send(maya, PupilsState.restore, moved)
    assert "course" in [column["name"] for column in shown("columns")]


async def test_nobody_abroad_sees_any_of_it(tab, enrolled):
    enrolled(3)
    await save(await tab("nadia"), "/pupils?points=low", "Shared", audience="everyone", opens="on")
    shown = await go(await tab("mallory"), "/pupils")
    assert tabs(shown) == ["All pupils"]


def test_a_layout_of_a_view_is_read_like_any_other():
    assert Layout.read({}, PUPILS.columns) == Layout.declared(PUPILS.columns)
