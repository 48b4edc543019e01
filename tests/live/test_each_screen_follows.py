"""Every live screen follows what it shows: a learner's work and what is taught reach those who may see it, and nobody else."""

from __future__ import annotations

from itertools import count

import pytest

import pages  # noqa: F401  declares the screens
from components.navigation import SCREENS
from tests.cast import ALICE, BEA, BEN, KENJI, MAYA, NADIA, NORTHGATE
from tests.live.conftest import LIVE
from tests.school import row_id

_ROOT = "reflex___state____state.state___"
# Screens that sum or list what learners do, with the part of the state that must come again.
LEARNERS = [
    pytest.param(("/students", "people____students_state", "rows"), id="students"),
    pytest.param(("/students/{code}", "student____student_state", "seats"), id="student"),
    pytest.param(("/learning/courses", "cohorts____courses_state", "rows"), id="courses"),
    pytest.param(("/learning/recordings", "cohorts____recordings_state", "rows"), id="recordings"),
    pytest.param(("/learning/watching", "cohorts____watching_state", "rows"), id="watching"),
    pytest.param(("/learning/completion", "completion____completion_state", "figures"), id="completion"),
    pytest.param(("/learning/drop-off", "drop_off____drop_off_state", "figures"), id="drop-off"),
    pytest.param(("/learning/progress", "learning____progress_state", "figures"), id="progress"),
]
_turns = count(1)


@pytest.fixture
def learn(site):
    """`learn(ALICE, …)` lets learners watch on, be active in another week and change their status: one commit for all."""

    def change(*members):
        turn = next(_turns)
        with site.database.as_owner() as owner:
            for member in members:
                given = {
                    "student": member.student_id,
                    "recording": row_id(member.school, "recording 1.2"),
                    "percent": min(turn, 80),
                    "week": turn,
                }
                for statement in (_WATCH, _BE_ACTIVE, _CHANGE_STATUS):
                    owner.execute(statement, given)

    return change


_WATCH = """insert into public.student_recordings
    (organization_id, student_id, recording_id, watched_duration, completion_percentage, last_watched_at)
    select organization_id, id, %(recording)s, 60, %(percent)s, '2026-03-01 12:00+00'::timestamptz + %(week)s * interval '1 hour'
    from public.students where id = %(student)s
    on conflict (organization_id, student_id, recording_id) do update
    set completion_percentage = excluded.completion_percentage, last_watched_at = excluded.last_watched_at"""
_BE_ACTIVE = """insert into public.user_activity_logs
    (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    select organization_id, user_id, student_id, 'video_watched', '2026-03-01 12:00+00'::timestamptz + %(week)s * interval '7 days',
           'course_enrollments', id
    from public.course_enrollments where student_id = %(student)s limit 1"""
_CHANGE_STATUS = """update public.course_enrollments set status = case status when 'active' then 'paused' else 'active' end
    where student_id = %(student)s"""


def code_of(site, member):
    with site.database.as_owner() as owner:
        return owner.execute("select student_code from public.students where id = %s", [member.student_id]).fetchone()[
            0
        ]


def has(delta, state, name):
    return f"{name}_rx_state_" in delta.get(state, {})


@pytest.mark.parametrize("screen", LEARNERS)
async def test_work_of_a_learner_reaches_staff_and_their_mentor_and_no_other(screen, site, opened, learn):
    path, module, name = screen
    state, here = _ROOT + module, path.format(code=code_of(site, ALICE))
    theirs = path.format(code=code_of(site, BEN))
    async with opened("nadia", here) as admin, opened("maya", here) as mentor, opened("kenji", theirs) as other:
        at_first = len(other.sent)
        learn(ALICE)
        for tab in (admin, mentor):
            await tab.until(lambda delta: has(delta, state, name))
        # Work of a learner of their own follows; had the first sent anything, it would stand before this.
        learn(BEN)
        await other.until(lambda delta: has(delta, state, name))
        assert [other.count(delta) for delta in other.sent[at_first:] if other.count(delta)] == [2]


async def test_batches_and_their_comparison_follow_too_and_nothing_goes_abroad(opened, learn):
    batches, compared = _ROOT + "cohorts____batches_state", _ROOT + "compare____compare_state"
    async with (
        opened("enzo", "/learning/batches") as first,
        opened("tara", "/learning/compare") as second,
        opened("mallory", "/learning/batches") as abroad,
    ):
        at_first = len(abroad.sent)
        learn(ALICE)
        await first.until(lambda delta: has(delta, batches, "rows"))
        await second.until(lambda delta: has(delta, compared, "weeks"))
        learn(BEA)
        await abroad.until(lambda delta: has(delta, batches, "rows"))
        assert [abroad.count(delta) for delta in abroad.sent[at_first:] if abroad.count(delta)] == [2]


@pytest.mark.parametrize(
    "taught",
    [
        ("courses", "course 2", "/learning/courses", "courses_state"),
        ("lesson_recordings", "recording 1.1", "/learning/recordings", "recordings_state"),
        ("lesson_recordings", "recording 1.1", "/learning/watching", "watching_state"),
    ],
)
async def test_a_new_title_is_seen_by_everybody_who_works_there(taught, site, opened):
    table, what, path, state = taught
    async with opened("nadia", path) as admin, opened("maya", path) as mentor:
        with site.database.as_owner() as owner:
            renamed = f"update public.{table} set title = title || ' anew' where id = %s"
            owner.execute(renamed, [row_id(NORTHGATE, what)])
        for tab in (admin, mentor):
            rows = await tab.rows(f"{_ROOT}cohorts____{state}")
            assert any(row["title"].endswith("anew") for row in rows)


async def test_news_is_in_the_bell_at_once_on_any_screen_and_in_nobody_elses(site, opened):
    bell = _ROOT + "support____notifications_state"

    def tell(member, title):
        with site.database.as_owner() as owner:
            owner.execute("select private.notify(%s, 'job_failed', %s, '')", [member.id, title])

    async with opened("kenji", "/profile") as own, opened("nadia", "/profile") as other:
        at_first = len(other.sent)
        tell(KENJI, "For Kenji alone")
        delta = await own.until(lambda each: has(each, bell, "latest"))
        assert delta[bell]["latest_rx_state_"][0]["title"] == "For Kenji alone"
        assert LIVE not in delta, "the screen itself is not new"
        tell(NADIA, "For Nadia")
        delta = await other.until(lambda each: has(each, bell, "latest"))
        assert [list(each) for each in other.sent[at_first:]] == [[bell]]
        assert "For Kenji alone" not in str(other.sent)


async def test_a_mentor_whose_learner_moves_away_keeps_nothing_of_the_page(site, opened):
    state, path = _ROOT + "student____student_state", f"/students/{code_of(site, ALICE)}"
    async with opened("maya", path) as tab:
        with site.database.as_owner() as owner:
            assign = """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
                        select organization_id, id, %s, %s from public.students where id = %s"""
            owner.execute(assign, [KENJI.id, NADIA.id, ALICE.student_id])
        delta = await tab.until(lambda each: has(each, state, "face"))
        assert delta[state]["face_rx_state_"] == "missing"
        assert delta[state]["learner_rx_state_"]["name"] == ""
        with site.database.as_owner() as owner:
            owner.execute(assign, [MAYA.id, NADIA.id, ALICE.student_id])


def test_every_screen_that_shows_rows_of_the_database_is_live():
    still = {each.route for each in SCREENS if not each.topics}
    # The data audit counts everything anew, the policy map shows no rows: both say when they were asked. Words of mails and
    # lists of students are typed: what somebody else saves would take them out of the boxes; what it makes wrong is refused
    # with a sentence.
    typed = {"/support/templates", "/students/upload"}
    assert still <= {"/profile", "404", "/oversight/data", "/oversight/policies"} | typed, (
        f"{still} show what they were opened with for ever"
    )


def test_every_topic_is_told_by_the_database(site):
    topics = {topic for each in SCREENS for topic in each.topics}
    with site.database.as_owner() as owner:
        told = owner.execute(
            "select distinct tgrelid::regclass::text from pg_trigger where tgname = 'tell_added'"
        ).fetchall()
    assert topics <= {name.rpartition(".")[2] for (name,) in told}
