"""Home, as each role finds it."""

from __future__ import annotations

import pytest

from growthos_ui import db
from growthos_ui.errors import GrowthError
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.totals import find_total
from growthos_ui.listing.words import day_words
from growthos_ui.people.home import find_waiting, waiting_for
from state import home as home_state
from state.actor import ActorState
from state.desk import DeskState
from state.home import HomeState
from state.learning import ProgressState
from state.people import OrganizationsState
from state.receivables import FinanceState
from state.reviewing import ReviewFiguresState
from state.support import NotificationsState
from tests.cast import LAKESIDE, NORTHGATE
from tests.menus import MENUS
from tests.screens import offered, open_screen
from tests.sign_in.conftest import settings_for
from tests.sign_in.pipeline import open_pipeline

NURSES = ("sam", "nadia", "enzo", "farah", "tara", "vera")


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("sam", "Superadmin"),
        ("nadia", "Admin"),
        ("enzo", "Enrolment manager"),
        ("maya", "Mentor"),
        ("farah", "Finance"),
        ("marco", "Marketing"),
        ("tara", "Support"),
        ("vera", "Admin, read only"),
    ],
)
async def test_each_role_is_named_and_offered_its_doors(key, role, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/")
    assert tab.shown(ActorState, "role_words") == role
    assert tab.shown(ActorState, "organisation") == "Northgate Academy"
    assert offered(tab) == MENUS[key]


async def test_figures_are_there_for_those_who_may_read_them_and_only_for_them(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/")
    assert (await tab.kept(ProgressState)).figures.face == "ready"
    assert (await tab.kept(FinanceState)).figures.face == "ready"
    tab = await open_screen(pipeline, database, "maya", "/")
    assert (await tab.kept(FinanceState)).figures.face == "loading"
    assert (await tab.kept(ReviewFiguresState)).figures.face == "ready"
    assert (await tab.kept(HomeState)).reviews_face == "ready"
    tab = await open_screen(pipeline, database, "marco", "/")
    assert (await tab.kept(ProgressState)).figures.face == "loading"
    assert (await tab.kept(ReviewFiguresState)).figures.face == (await tab.kept(HomeState)).reviews_face == "loading"
    assert tab.shown(ActorState, "refusal") == ""


async def test_whoever_answers_tickets_sees_how_the_desk_stands_and_what_comes_next(pipeline, database):
    desk = await (await open_screen(pipeline, database, "tara", "/")).kept(DeskState)
    assert (desk.figures.face, desk.next_face) == ("ready", "ready")
    assert desk.figures.tiles[0].label == "Open"
    assert desk.next_ones[0].href.startswith("/support/tickets?q=TKT-")
    assert all(each.answer for each in desk.next_ones)
    for key in ("nadia", "enzo", "marco"):
        desk = await (await open_screen(pipeline, database, key, "/")).kept(DeskState)
        assert (desk.figures.face, desk.next_ones) == ("loading", [])


async def test_whoever_has_no_page_of_courses_sees_what_is_on_offer(pipeline, database):
    with database.as_owner() as owner:
        day = owner.execute(
            """insert into public.batches (organization_id, name, course_id, start_date)
               select organization_id, 'Spring', id, (private.now() at time zone 'Asia/Karachi')::date + 9
               from public.courses where organization_id = %s and is_published limit 1 returning start_date""",
            [NORTHGATE.id],
        ).fetchone()[0]
        owner.execute(
            """insert into public.courses (organization_id, title, price, currency, sequence_order, is_published)
               values (%(org)s, 'Costs nothing', 0, 'PKR', 8, true), (%(org)s, 'Has no price', null, null, 9, true)""",
            {"org": NORTHGATE.id},
        )
    home = await (await open_screen(pipeline, database, "marco", "/")).kept(HomeState)
    assert home.offered_face == "ready"
    assert f"Spring begins on {day_words(day)}" in {each.begins for each in home.offered}
    prices = {each.title: each.price for each in home.offered}
    assert (prices["Costs nothing"], prices["Has no price"]) == ("free", "standard fee")
    with database.as_owner() as owner:
        titles = "select title from public.courses where organization_id = %s and is_active and is_published"
        assert {each.title for each in home.offered} == {title for (title,) in owner.execute(titles, [NORTHGATE.id])}
    assert (await (await open_screen(pipeline, database, "nadia", "/")).kept(HomeState)).offered == []


@pytest.mark.parametrize("key", ["sam", "nadia", "maya", "farah", "enzo", "marco", "tara", "vera"])
async def test_what_waits_is_as_many_as_the_rows_it_opens_and_nothing_of_lists_that_are_closed(key, acting, engine):
    async with db.acting_as(await acting(key), engine=engine) as tx:
        waiting = waiting_for(tx.actor)
        assert {each.listing.read for each in waiting} <= tx.actor.permissions
        shown = {each.href: each.count for each in await find_waiting(tx)}
        opened = {}
        for each in waiting:
            rows = (await find_total(tx, each.listing, ask_of(each.listing, each.query))).rows
            opened |= {each.href: str(rows)} if rows else {}
    assert shown == opened
    assert ("/students?mentor=none&status=active" in shown) == (key in NURSES)


async def test_a_card_that_fails_fails_alone_and_says_its_request(pipeline, database, monkeypatch):
    async def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(home_state, "find_waiting", broken)
    monkeypatch.setattr(NotificationsState, "_ask", broken)
    tab = await open_screen(pipeline, database, "nadia", "/")
    home = await tab.kept(HomeState)
    assert (home.waiting_face, home.changes_face) == ("failed", "ready")
    bell = await tab.kept(NotificationsState)
    assert (bell.is_ready, bell.fault.partition(" ")[0]) == (False, "Request")
    assert "ZeroDivision" not in home.waiting_fault + bell.fault
    assert (await tab.kept(FinanceState)).figures.face == "ready"


async def test_the_latest_changes_are_those_of_the_audit(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/")
    assert (await tab.kept(HomeState)).changes[0].about
    tab = await open_screen(pipeline, database, "farah", "/")
    assert (await tab.kept(HomeState)).changes == []


async def test_only_a_superadmin_is_offered_other_organisations(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", "/")
    await tab.send(OrganizationsState.load)
    offered_to_sam = (await tab.kept(OrganizationsState)).choices
    assert [each.name for each in offered_to_sam] == ["Lakeside Institute", "Northgate Academy"]
    assert [each.chosen for each in offered_to_sam] == [False, True]
    tab = await open_screen(pipeline, database, "nadia", "/")
    await tab.send(OrganizationsState.load)
    assert (await tab.kept(OrganizationsState)).choices == []


async def test_a_superadmin_works_in_the_organisation_chosen(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", "/")
    await tab.send(OrganizationsState.choose, {"organization_id": str(LAKESIDE.id)})
    assert tab.shown(ActorState, "organisation") == "Lakeside Institute"
    await tab.send(OrganizationsState.choose, {"organization_id": str(NORTHGATE.id)})
    assert tab.shown(ActorState, "organisation") == "Northgate Academy"


@pytest.mark.parametrize("bad", ["northgate", "", "' or true --", 7])
async def test_what_is_no_id_of_an_organisation_is_refused_before_it_is_asked_for(bad, pipeline, database):
    tab = await open_screen(pipeline, database, "sam", "/")
    await tab.send(OrganizationsState.choose, {"organization_id": bad})
    assert tab.shown(ActorState, "organisation") == "Northgate Academy"


async def test_an_organisation_that_is_not_there_is_refused_in_a_sentence(database):
    async with open_pipeline(settings_for(database)) as opened:
        tab = await open_screen(opened, database, "sam", "/")
        with pytest.raises(GrowthError, match="There is no such organisation"):
            await tab.send(OrganizationsState.choose, {"organization_id": "6f1d3a52-94c1-4c5e-8f2b-0d6a4f7b9a10"})
        assert tab.shown(ActorState, "organisation") == "Northgate Academy"


async def test_an_admin_cannot_choose_an_organisation_by_hand(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/")
    await tab.send(OrganizationsState.choose, {"organization_id": str(LAKESIDE.id)})
    assert tab.shown(ActorState, "organisation") == "Northgate Academy"
    assert tab.shown(ActorState, "refusal") == "Only a superadmin may work in another organisation."
