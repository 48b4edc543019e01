"""One version of work: read, decided once, and what was typed kept."""

from __future__ import annotations

import pytest

from state.reviewing import ReviewFiguresState, ReviewState, SubmissionsState
from state.toasts import ToastState
from tests.cast import BY_KEY
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
    # what is no address of the web is no link; one that no browser could open is read
    assert [(each.words, each.href) for each in shown.links] == [
        ("shop.example/a", "https://shop.example/a"),
        ("https://[x", ""),
    ]
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
    await tab.send(ReviewState.decide, decided(waiting["alice"], "approved"))
    assert state_of(database, waiting["alice"]) == "pending"


def decided(submission, decision, score="", feedback=""):
    return {"submission": submission, "decision": decision, "score": score, "feedback": feedback}


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
    work = waiting_in(database)["alice"]
    tab = await open_work(pipeline, database, "maya", work)
    await tab.send(ReviewState.decide, decided(work, decision, score))
    assert (tab.shown(ReviewState, "field"), tab.shown(ReviewState, "refusal")) == refused
    assert (await tab.kept(ReviewState)).score == score


async def test_what_is_typed_stays_with_its_version_while_others_are_looked_at(pipeline, database, waiting):
    tab = await open_work(pipeline, database, "nadia", waiting["ben"])
    await tab.send(ReviewState.note, {"submission": waiting["ben"], "name": "feedback", "value": "Add who"})
    for name, typed in (("omar", ""), ("ben", "Add who pays.")):
        await tab.send(
            ReviewState.load, pathname=f"/submissions/{waiting[name]}", asPath=f"/submissions/{waiting[name]}"
        )
        assert tab.shown(ReviewState, "feedback") == typed
        # the last words of a box come late, when another is shown already
        await tab.send(ReviewState.note, {"submission": waiting["ben"], "name": "feedback", "value": "Add who pays."})


async def test_the_queue_is_that_of_the_list_that_led_there(pipeline, database, waiting):
    led = f"/submissions/{waiting['ben']}?mentor=none&status=pending"
    tab = await open_screen(pipeline, database, "nadia", led)
    kept = await tab.kept(ReviewState)
    assert (kept.before, kept.waiting, kept.back) == ([], "1", "/submissions?mentor=none&status=pending")
    assert [each.href for each in kept.after] == [f"/submissions/{waiting['omar']}?mentor=none&status=pending"]
    tab = await open_screen(pipeline, database, "nadia", f"/submissions/{waiting['omar']}?colour=red")
    kept = await tab.kept(ReviewState)
    assert (kept.back, kept.oldest) == (
        "/submissions?status=pending",
        f"/submissions/{waiting['alice']}?status=pending",
    )


async def test_what_goes_while_it_is_shown_says_so_and_keeps_what_was_typed(pipeline, database, waiting):
    tab = await open_work(pipeline, database, "maya", waiting["alice"])
    give(database, waiting["alice"], None)
    await tab.send(ReviewState.decide, decided(waiting["alice"], "declined", "", "Too short."))
    assert (tab.shown(ReviewState, "face"), tab.shown(ReviewState, "feedback")) == ("missing", "Too short.")
    assert tab.shown(ReviewState, "refusal").startswith("This work is not yours to review any more")
    await tab.send(ReviewState.renew)
    assert tab.shown(ReviewState, "feedback") == "Too short."
    give(database, waiting["alice"], BY_KEY["maya"].id)


def give(database, submission, mentor):
    with database.as_owner() as owner:
        owner.execute("alter table public.student_assignments disable trigger fill_scope")
        owner.execute("update public.student_assignments set mentor_id = %s where id = %s", [mentor, submission])
        owner.execute("alter table public.student_assignments enable trigger fill_scope")


async def test_a_decision_is_recorded_once_said_and_leads_to_the_next(pipeline, database, waiting):
    tab, other = [await open_work(pipeline, database, key, waiting["ben"]) for key in ("nadia", "kenji")]
    third = await open_work(pipeline, database, "nadia", waiting["ben"])
    await other.send(ReviewState.note, {"submission": waiting["ben"], "name": "feedback", "value": "Good, but short."})
    await tab.send(ReviewState.decide, decided(waiting["omar"], "approved"))  # of a page that is not shown any more
    assert state_of(database, waiting["omar"]) == state_of(database, waiting["ben"]) == "pending"
    await tab.send(ReviewState.decide, decided(waiting["ben"], "approved", "88", "Clear now."))
    await tab.send(ReviewState.note, {"submission": waiting["ben"], "name": "feedback", "value": "Clear now."})
    assert not (await tab.kept(ReviewState)).meanwhile
    assert tab.shown(ToastState, "title") == "Approved"
    shown = (await tab.kept(ReviewState)).shown
    assert shown.decision.startswith("Nadia Rahman approved it with 88 of 100, ")
    assert not tab.shown(ReviewState, "may_decide")
    assert [each.student for each in (await tab.kept(ReviewState)).after] == ["Omar Khan"]
    # the other one is told who was faster, and keeps what was typed
    await other.send(ReviewState.decide, decided(waiting["ben"], "declined", "", "Good, but short."))
    assert other.shown(ReviewState, "meanwhile")
    assert other.shown(ReviewState, "feedback") == "Good, but short."
    assert "approved it with 88 of 100" in (await other.kept(ReviewState)).shown.decision
    assert state_of(database, waiting["ben"]) == "approved"
    await third.send(ReviewState.decide, decided(waiting["ben"], "approved"))  # with nothing typed it is said, too
    assert third.shown(ReviewState, "refusal") == "This version was approved before."
    # and the figures of decisions have it
    tab = await open_screen(pipeline, database, "nadia", "/submissions?status=pending")
    tiles = {tile.label: (tile.value, tile.href) for tile in (await tab.kept(ReviewFiguresState)).figures.tiles}
    assert tiles["Reviewed today"][0] == "1"
    assert tiles["Median review hours"][0] == "39.5"
    assert tiles["Approval rate"][0] == "100.0%"
    rows = await open_screen(pipeline, database, "nadia", tiles["Median review hours"][1])
    assert [row["turn_at"] for row in rows.shown(SubmissionsState, "rows")] == ["took 39 h"]
    # whose work is decided has nothing left to do
    tab = await open_work(pipeline, database, "maya", waiting["alice"])
    await tab.send(ReviewState.decide, decided(waiting["alice"], "declined", "", "Too short."))
    kept = await tab.kept(ReviewState)
    assert (kept.before, kept.after, kept.oldest, kept.waiting) == ([], [], "", "0")
    tab = await open_screen(pipeline, database, "maya", "/submissions?status=pending")
    assert tab.shown(SubmissionsState, "empty_title") == "Nothing waits for a decision"


async def test_what_one_decided_oneself_was_recorded_whichever_tab_it_was_decided_in(pipeline, database, waiting):
    tab, again = [await open_work(pipeline, database, "nadia", waiting["omar"]) for _ in range(2)]
    for each in (tab, again):
        await each.send(ReviewState.decide, decided(waiting["omar"], "approved", "88", "Clear now."))
    assert not (await again.kept(ReviewState)).meanwhile
    assert again.shown(ReviewState, "refusal") == "This version was approved before."
    assert (again.shown(ReviewState, "score"), again.shown(ReviewState, "feedback")) == ("", "")
