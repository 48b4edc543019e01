"""A learner reaches each milestone once, from what they did; an admin gives the others with a reason."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, NoDataFound

from tests.cast import ALICE, BEA, NADIA, NORTHGATE
from tests.database import Database, sign_in
from tests.school import row_id

GIVE = "select private.award_milestone(%s, %s, %s)"


def ask(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values or None).fetchone()[0]


def reached(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute(
        "select milestone_key from public.milestone_celebration where student_id = %s", [ALICE.student_id]
    )
    return {key for (key,) in rows}


@pytest.fixture
def owner(database: Database):
    """The owner, working for Northgate, where Alice has reached nothing; nothing of it stays."""
    with database.as_owner() as connection:
        connection.execute("select private.work_for(%s)", [NORTHGATE.id])
        connection.execute(
            "update public.integrations set status = 'disconnected' where student_id = %s", [ALICE.student_id]
        )
        for table in ("milestone_celebration", "student_recordings", "student_assignments"):
            connection.execute(f"delete from public.{table} where student_id = %s", [ALICE.student_id])
        connection.execute(
            "update public.integrations set status = 'disconnected' where student_id = %s", [ALICE.student_id]
        )
        connection.execute(
            """insert into public.assignments (organization_id, course_id, title, due_date)
               select %s, %s, 'More ' || n, current_date + 9 from generate_series(1, 6) n""",
            [NORTHGATE.id, row_id(NORTHGATE, "course 1")],
        )
        yield connection
        connection.rollback()


def watch(connection: psycopg.Connection, recordings: int, days_ago: float = 0) -> None:
    """Let Alice complete so many recordings of the second course at a moment."""
    connection.execute(
        """with lesson as (select id from public.available_lessons where organization_id = %(org)s limit 1),
                made as (insert into public.lesson_recordings (organization_id, lesson_id, title, video_url, position, is_active)
                         select %(org)s, lesson.id, 'More', 'https://video.example/x', 100 + (random() * 1e8)::int, false
                         from lesson, generate_series(1, %(n)s) returning id)
           insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, last_watched_at)
           select %(org)s, %(student)s, made.id, 100, now() - %(ago)s * interval '1 day' from made""",
        {"org": NORTHGATE.id, "student": ALICE.student_id, "n": recordings, "ago": days_ago},
    )


def hand_in(connection: psycopg.Connection, works: int, score: int | None = None) -> None:
    """Let Alice hand in so many works, approved with the score where there is one."""
    connection.execute(
        """insert into public.student_assignments (organization_id, student_id, assignment_id, submission_text, submitted_at, version)
           select a.organization_id, %s, a.id, 'Mine', now(), 1 from public.assignments a
           where a.organization_id = %s and a.title like 'More%%' order by a.title limit %s""",
        [ALICE.student_id, NORTHGATE.id, works],
    )
    if score is not None:
        connection.execute(
            """update public.student_assignments set status = 'approved', score = %s, graded_at = now(), graded_by = %s where student_id = %s""",
            [score, NADIA.id, ALICE.student_id],
        )


@pytest.mark.parametrize(
    ("recordings", "keys"),
    [
        (1, {"first_steps"}),
        (3, {"first_steps", "fast_learner"}),
        (10, {"first_steps", "fast_learner", "knowledge_seeker"}),
    ],
)
def test_watching_is_rewarded_as_it_adds_up(owner: psycopg.Connection, recordings: int, keys: set[str]) -> None:
    watch(owner, recordings)
    assert reached(owner) == keys


def test_three_recordings_on_three_days_are_not_fast(owner: psycopg.Connection) -> None:
    for ago in (0, 2, 4):
        watch(owner, 1, ago)
    assert reached(owner) == {"first_steps"}


def test_days_in_a_row_count_to_today_or_yesterday(owner: psycopg.Connection) -> None:
    streak = "select private.streak_days(%s, private.today())"
    assert ask(owner, streak, ALICE.student_id) == 0
    for ago in (1, 2, 3, 4):
        watch(owner, 1, ago)
    assert ask(owner, streak, ALICE.student_id) == 4
    watch(owner, 1, 7)
    assert ask(owner, streak, ALICE.student_id) == 4
    watch(owner, 1, 0)
    assert ask(owner, streak, ALICE.student_id) == 5
    assert "consistent_student" in reached(owner)


@pytest.mark.parametrize(
    ("works", "score", "keys"),
    [
        (4, None, set()),
        (5, None, {"assignment_master", "perfect_student"}),
        (3, 90, {"quality_controller", "high_achiever"}),
        (3, 89, {"high_achiever"}),
        (5, 95, {"assignment_master", "perfect_student", "quality_controller", "high_achiever", "excellence_badge"}),
    ],
)
def test_work_is_rewarded_by_number_and_by_score(owner: psycopg.Connection, works: int, score, keys: set[str]) -> None:
    hand_in(owner, works, score)
    assert reached(owner) == keys


def test_connected_accounts_are_rewarded_each_and_together(owner: psycopg.Connection) -> None:
    connect = "update public.integrations set status = 'connected' where student_id = %s and source = %s"
    for source, keys in (
        ("shopify", {"connection_champion"}),
        ("meta_ads", {"connection_champion", "marketing_pro", "integration_master"}),
    ):
        owner.execute(connect, [ALICE.student_id, source])
        ask(owner, "select private.check_and_award_milestone(%s, 'integration_connected')", ALICE.student_id)
        assert reached(owner) == keys


def test_a_finished_course_is_celebrated_once(owner: psycopg.Connection) -> None:
    finish = "update public.course_enrollments set status = 'completed', completed_at = now() where student_id = %s"
    owner.execute(finish, [ALICE.student_id])
    assert reached(owner) == {"graduation_star"}
    assert ask(owner, "select private.check_and_award_milestone(%s)", ALICE.student_id) == 0
    told = owner.execute(
        "select title from public.notifications where type = 'milestone_celebration' and user_id = %s", [ALICE.id]
    )
    assert told.fetchall() == [("You reached graduation star",)]


def test_a_trigger_looks_at_its_own_kind_only(owner: psycopg.Connection) -> None:
    owner.execute("select set_config('growthos.organization', '', true)")  # an import: nobody is congratulated
    watch(owner, 3)
    assert reached(owner) == set()
    assert ask(owner, "select private.check_and_award_milestone(%s, 'time_based')", ALICE.student_id) == 1
    assert reached(owner) == {"fast_learner"}


def test_an_admin_gives_one_by_hand_once_with_its_reason(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        assert ask(connection, GIVE, ALICE.student_id, "innovation_award", "A shop of her own") is True
        assert ask(connection, GIVE, ALICE.student_id, "innovation_award", "Again") is False
        row = connection.execute(
            "select awarded_by, milestone_data, points > 0 from public.milestone_celebration where milestone_key = 'innovation_award'"
        ).fetchall()
    assert row == [(NADIA.id, {"reason": "A shop of her own"}, True)]


@pytest.mark.parametrize(
    ("key", "reason"), [("first_steps", "Because"), ("best", "Because"), ("community_leader", " "), (None, "Because")]
)
def test_only_those_by_hand_are_given_and_with_a_reason(database: Database, key, reason) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(InvalidParameterValue):
        ask(connection, GIVE, ALICE.student_id, key, reason)


@pytest.mark.parametrize("who", ["enzo", "maya", "tara", "alice"])
def test_nobody_else_gives_any(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
        ask(connection, GIVE, ALICE.student_id, "innovation_award", "Because")


def test_a_learner_of_another_school_is_missing(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(NoDataFound):
        ask(connection, GIVE, BEA.student_id, "innovation_award", "Because")
