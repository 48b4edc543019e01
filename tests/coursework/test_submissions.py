"""Work that was handed in, as each reviewer sees it: the list with its strip, one version, and the decision on it."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.reviewing import ReviewFiguresState, ReviewState, SubmissionsState
from state.toasts import ToastState
from tests.cast import ALICE, BEN, NORTHGATE
from tests.database import clone
from tests.school import row_id
from tests.screens import offered, open_screen, screens_on

# Of each of three students a version that waits: too long, nearly too long, in time; and a version that was declined before.
WAITS = """
    insert into public.student_assignments as v (organization_id, student_id, assignment_id, version, submission_text, links, submitted_at)
    select %(org)s, w.student, %(work)s, 1, w.said, w.links::jsonb, private.now() - w.hours * interval '1 hour'
    from (values (%(alice)s::uuid, E'Five pages.\\n\\n<b>Not bold.</b>', '["https://shop.example/a", "javascript:alert(1)"]', 60),
                 (%(ben)s::uuid, 'Two pages.', '[]', 39.5), (%(omar)s::uuid, 'One page.', '[]', 2.5)) as w (student, said, links, hours)"""
WORK = row_id(NORTHGATE, "assignment 1.2")
OMAR = row_id(NORTHGATE, "student omar")


@pytest.fixture(scope="module")
def database(server, template):
    made = clone(server, template=template)
    with made.as_owner() as owner:
        owner.execute(
            WAITS, {"org": NORTHGATE.id, "work": WORK, "alice": ALICE.student_id, "ben": BEN.student_id, "omar": OMAR}
        )
        owner.execute("update public.assignments set instructions = 'Publish five pages.' where id = %s", [WORK])
    yield made
    server.drop_database(made.name)


@pytest.fixture
async def pipeline(database):
    async with screens_on(database) as opened:
        yield opened


def of(database):
    """Return the versions that wait, by the student's first name."""
    with database.as_owner() as owner:
        rows = owner.execute(
            """select lower(split_part(s.full_name, ' ', 1)), v.id::text from public.student_assignments v
               join public.students s on s.id = v.student_id where v.assignment_id = %s and v.status = 'pending'""",
            [WORK],
        ).fetchall()
    return dict(rows)


@pytest.fixture
def waiting(database):
    return of(database)


def rows_in(tab):
    return [(row["full_name"], row["turn_at"], row["turn_at__tone"]) for row in tab.shown(SubmissionsState, "rows")]


async def test_what_waits_longest_comes_first_and_says_how_its_time_stands(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/submissions?status=pending")
    assert rows_in(tab) == [
        ("Alice Ahmed", "12 h over", "bad"), ("Ben Yusuf", "8 h left", "warn"), ("Omar Khan", "45 h left", "good"),
    ]  # fmt: skip


async def test_a_mentor_has_their_own_students_and_support_has_none(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/submissions?status=pending")
    assert [name for name, _, _ in rows_in(tab)] == ["Alice Ahmed"]
    for key in ("tara", "enzo", "farah", "marco"):
        tab = await open_screen(pipeline, database, key, "/submissions")
        assert "Submissions" not in offered(tab)
        assert not tab.shown(SubmissionsState, "rows")
        assert tab.shown(ActorState, "refusal") == "Your role does not show work to review."


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("wait=over", {"Alice Ahmed"}),
        ("wait=in-time,soon", {"Ben Yusuf", "Omar Khan"}),
        ("mentor=none&status=pending", {"Omar Khan"}),
        ("status=pending&late=yes", set()),
        ("q=omar&status=pending", {"Omar Khan"}),
    ],
)
async def test_the_list_is_narrowed(pipeline, database, query, names):
    tab = await open_screen(pipeline, database, "nadia", f"/submissions?{query}")
    assert {name for name, _, _ in rows_in(tab)} == names


async def test_the_strip_is_of_all_states_and_each_figure_opens_its_rows(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/submissions?status=pending")
    tiles = {tile.label: tile for tile in (await tab.kept(ReviewFiguresState)).figures.tiles}
    assert {label: tile.value for label, tile in tiles.items()} == {
        "Pending": "3", "Overdue": "1", "Reviewed today": "0", "Median review hours": "—", "Approval rate": "—",
    }  # fmt: skip
    assert tiles["Overdue"].href == "/submissions?status=pending&wait=over"
    assert tiles["Overdue"].scope == "past 48 h"


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
    tab = await open_work(pipeline, database, "maya", of(database)["alice"])
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
    assert rows_in(rows) == [("Ben Yusuf", "took 39 h", "")]
