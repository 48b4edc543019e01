"""One version of work: read, decided once, and what was typed kept."""

from __future__ import annotations

import pytest

from state.reviewing import ReviewFiguresState, ReviewState, SubmissionsState
from state.toasts import ToastState
from tests.coursework.handed_in import handed_in, waiting_in
from tests.screens import open_screen, screens_on


@pytest.fixture(scope="module")
def database(server, template):
    with handed_in(server, template) as made:
        yield made


@pytest.fixture
async def pipeline(database):
    async with screens_on(database) as opened:
        yield opened


@pytest.fixture
def waiting(database):
    return waiting_in(database)


async def open_work(pipeline, database, key, submission):
    return await open_screen(pipeline, database, key, f"/submissions/{submission}")


async def test_a_version_is_read_as_plain_text_with_what_was_asked_for(pipeline, database, waiting):
    tab = await open_work(pipeline, database, "maya", waiting["alice"])
    shown = (await tab.kept(ReviewState)).shown
    assert (shown.title, shown.student, shown.asked) == ("Work 1.2", "Alice Ahmed", ["Publish five pages."])
    assert shown.text == ["Five pages.", "<b>Not bold.</b>"]
    assert [each.href for each in shown.links] == ["https://shop.example/a"]  # what is no address of the web is no link
    assert tab.shown(ReviewState, "may_decide")
    assert tab.shown(ReviewState, "waiting") == "1"


async def test_the_queue_stands_beside_it_in_its_order(pipeline, database, waiting):
    tab = await open_work(pipeline, database, "nadia", waiting["ben"])
    kept = await tab.kept(ReviewState)
    assert [each.student for each in kept.before] == ["Alice Ahmed"]
    assert [each.student for each in kept.after] == ["Omar Khan"]


@pytest.mark.parametrize("key", ["kenji", "otto", "mallory"])
async def test_what_is_not_theirs_is_missing(pipeline, database, waiting, key):
    for name in (waiting["alice"], "nothing"):
        tab = await open_work(pipeline, database, key, name)
        assert tab.shown(ReviewState, "face") == "missing"


async def test_who_only_reads_is_offered_no_decision_and_is_refused_one(pipeline, database, waiting):
    tab = await open_work(pipeline, database, "vera", waiting["alice"])
    assert (await tab.kept(ReviewState)).shown.title == "Work 1.2"
    assert not tab.shown(ReviewState, "may_decide")
    await tab.send(ReviewState.decide, {"decision": "approved"})
    assert state_of(database, waiting["alice"]) == "pending"


def state_of(database, submission):
    with database.as_owner() as owner:
        return owner.execute("select status from public.student_assignments where id = %s", [submission]).fetchone()[0]


@pytest.mark.parametrize(
    ("decision", "score", "refused"),
    [
        ("declined", "", ("feedback", "Say what is missing when you decline.")),
        ("approved", "eighty", ("score", "A score is a whole number, such as 88.")),
        ("approved", "101", ("score", "The score is at most 100.")),
    ],
)
async def test_a_refusal_stands_at_its_box_and_what_was_typed_stays(pipeline, database, decision, score, refused):
    tab = await open_work(pipeline, database, "maya", waiting_in(database)["alice"])
    await tab.send(ReviewState.note, {"name": "score", "value": score})
    await tab.send(ReviewState.decide, {"decision": decision})
    assert (tab.shown(ReviewState, "field"), tab.shown(ReviewState, "refusal")) == refused
    assert (await tab.kept(ReviewState)).score == score


async def test_what_is_typed_stays_with_its_version_while_others_are_looked_at(pipeline, database, waiting):
    tab = await open_work(pipeline, database, "nadia", waiting["ben"])
    await tab.send(ReviewState.note, {"name": "feedback", "value": "Add who pays."})
    for name, typed in (("omar", ""), ("ben", "Add who pays.")):
        await tab.send(
            ReviewState.load, pathname=f"/submissions/{waiting[name]}", asPath=f"/submissions/{waiting[name]}"
        )
        assert tab.shown(ReviewState, "feedback") == typed


async def test_a_decision_is_recorded_once_said_and_leads_to_the_next(pipeline, database, waiting):
    tab, other = [await open_work(pipeline, database, key, waiting["ben"]) for key in ("nadia", "kenji")]
    await other.send(ReviewState.note, {"name": "feedback", "value": "Good, but short."})
    for name, value in (("score", "88"), ("feedback", "Clear now.")):
        await tab.send(ReviewState.note, {"name": name, "value": value})
    await tab.send(ReviewState.decide, {"decision": "approved"})
    assert tab.shown(ToastState, "title") == "Approved"
    shown = (await tab.kept(ReviewState)).shown
    assert shown.decision.startswith("Nadia Rahman approved it with 88 of 100, ")
    assert not tab.shown(ReviewState, "may_decide")
    assert [each.student for each in (await tab.kept(ReviewState)).after] == ["Omar Khan"]
    # the other one is told who was faster, and keeps what was typed
    await other.send(ReviewState.decide, {"decision": "declined"})
    assert other.shown(ReviewState, "meanwhile")
    assert other.shown(ReviewState, "feedback") == "Good, but short."
    assert "approved it with 88 of 100" in (await other.kept(ReviewState)).shown.decision
    assert state_of(database, waiting["ben"]) == "approved"
    # and the figures of decisions have it
    tab = await open_screen(pipeline, database, "nadia", "/submissions?status=pending")
    tiles = {tile.label: (tile.value, tile.href) for tile in (await tab.kept(ReviewFiguresState)).figures.tiles}
    assert tiles["Reviewed today"][0] == "1"
    assert tiles["Median review hours"][0] == "39.5"
    assert tiles["Approval rate"][0] == "100.0%"
    rows = await open_screen(pipeline, database, "nadia", tiles["Median review hours"][1])
    assert [row["turn_at"] for row in rows.shown(SubmissionsState, "rows")] == ["took 39 h"]
