"""A learner has one mentor at a time; whoever it is sees the learner and all that belongs to them, at once."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, NoDataFound, ObjectNotInPrerequisiteState

from tests.cast import ALICE, BEA, BEN, KENJI, MAYA, NADIA, NORTHGATE, OTTO
from tests.database import Database, sign_in
from tests.school import row_id

ASSIGN = "select private.assign_mentor(%s, %s, %s, %s)"
OMAR = row_id(NORTHGATE, "student omar")  # has no mentor
COPIES = (
    "course_enrollments", "student_recordings", "sequential_unlocks", "video_ratings",
    "student_assignments", "questionnaire_responses", "student_performance", "student_details",
)  # fmt: skip
SUMMARIES = ("student_progress", "learner_weeks", "student_words", "student_spellings")


def mentor_of(connection: psycopg.Connection, student: object) -> object:
    return connection.execute("select mentor_id from public.students where id = %s", [student]).fetchone()[0]


def test_a_new_mentor_ends_the_time_of_the_one_before(database: Database) -> None:
    with database.acting_as(sign_in(database, "nadia")) as connection:
        connection.execute(ASSIGN, [ALICE.student_id, KENJI.id, None, False])
        history = connection.execute(
            """select mentor_id, assigned_by, ended_at is null, end_reason from public.student_mentor_assignments
               where student_id = %s order by ended_at is null""",
            [ALICE.student_id],
        ).fetchall()
        assert mentor_of(connection, ALICE.student_id) == KENJI.id
    assert history == [(MAYA.id, NADIA.id, False, "reassigned"), (KENJI.id, NADIA.id, True, None)]


def test_every_row_of_the_learner_moves_along(database: Database) -> None:
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        connection.execute(
            """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
               values (%s, %s, %s, %s)""",
            [NORTHGATE.id, ALICE.student_id, KENJI.id, NADIA.id],
        )
        for table in [f"public.{name}" for name in COPIES] + [f"dashboard.{name}" for name in SUMMARIES]:
            mentors = connection.execute(
                f"select distinct mentor_id from {table} where student_id = %s", [ALICE.student_id]
            )
            assert mentors.fetchall() == [(KENJI.id,)], table
        name = connection.execute(
            "select mentor_name from dashboard.student_progress where student_id = %s", [ALICE.student_id]
        )
        assert name.fetchone() == (KENJI.name,)


def test_the_new_mentor_sees_the_learner_and_the_old_one_does_not(database: Database) -> None:
    seen = "select count(*) from dashboard.student_progress where student_id = %s"
    kenji, maya = sign_in(database, "kenji"), sign_in(database, "maya")
    with database.as_owner() as connection:
        before = connection.execute(
            "select count(*) from public.course_enrollments where student_id = %s", [ALICE.student_id]
        ).fetchone()
    try:
        with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
            connection.execute(ASSIGN, [ALICE.student_id, KENJI.id, None, False])
        with database.acting_as(kenji) as connection:
            assert connection.execute(seen, [ALICE.student_id]).fetchone() == before
        with database.acting_as(maya) as connection:
            assert connection.execute(seen, [ALICE.student_id]).fetchone() == (0,)
    finally:
        with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
            connection.execute(ASSIGN, [ALICE.student_id, MAYA.id, None, False])


def test_the_same_mentor_again_changes_nothing(database: Database) -> None:
    with database.acting_as(sign_in(database, "nadia")) as connection:
        first = connection.execute(ASSIGN, [OMAR, KENJI.id, None, False]).fetchone()
        again = connection.execute(ASSIGN, [OMAR, KENJI.id, None, False]).fetchone()
    assert first == again


def test_ending_leaves_the_learner_without_a_mentor(database: Database) -> None:
    end = "select private.end_mentor_assignment(%s, 'left the school')"
    with database.acting_as(sign_in(database, "nadia")) as connection:
        assert connection.execute(end, [ALICE.student_id]).fetchone() == (True,)
        assert mentor_of(connection, ALICE.student_id) is None
        assert connection.execute(end, [ALICE.student_id]).fetchone() == (False,)


def test_an_enrolment_manager_gives_the_first_mentor_only(database: Database) -> None:
    with database.acting_as(sign_in(database, "enzo")) as connection:
        connection.execute(ASSIGN, [OMAR, MAYA.id, None, False])
        with pytest.raises(InsufficientPrivilege, match=r"mentoring\.not_first"):
            connection.execute(ASSIGN, [OMAR, KENJI.id, None, False])


@pytest.mark.parametrize("who", ["maya", "marco", "tara", "alice"])
def test_nobody_else_assigns(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(ASSIGN, [OMAR, MAYA.id, None, False])


@pytest.mark.parametrize("mentor", [NADIA, OTTO, ALICE])
def test_a_mentor_is_a_mentor_of_this_school(database: Database, mentor) -> None:
    with (
        database.acting_as(sign_in(database, "nadia")) as connection,
        pytest.raises(InvalidParameterValue, match=r"mentoring\.not_a_mentor"),
    ):
        connection.execute(ASSIGN, [OMAR, mentor.id, None, False])


def test_a_learner_of_another_school_is_missing(database: Database) -> None:
    with (
        database.acting_as(sign_in(database, "nadia")) as connection,
        pytest.raises(NoDataFound, match=r"people\.student_missing"),
    ):
        connection.execute(ASSIGN, [BEA.student_id, MAYA.id, None, False])


class TestCapacity:
    """V25: a full mentor is refused, unless an admin insists and says why."""

    @pytest.fixture(autouse=True)
    def full(self, database: Database):
        """Maya has Alice, and the organisation allows one each."""
        change = "update public.company_settings set settings = %s::jsonb where organization_id = %s"
        with database.as_owner() as connection:
            connection.execute(change, ['{"mentor": {"capacity": 1}}', NORTHGATE.id])
        yield
        with database.as_owner() as connection:
            connection.execute(change, ["{}", NORTHGATE.id])

    @pytest.mark.parametrize(
        ("who", "reason", "force"),
        [
            ("nadia", None, False),
            ("nadia", "Please", False),
            ("nadia", None, True),
            ("nadia", " ", True),
            ("enzo", "Please", True),
        ],
    )
    def test_it_is_refused(self, database: Database, who: str, reason, force) -> None:
        with (
            database.acting_as(sign_in(database, who)) as connection,
            pytest.raises(ObjectNotInPrerequisiteState, match=r"mentoring\.over_capacity") as refused,
        ):
            connection.execute(ASSIGN, [OMAR, MAYA.id, reason, force])
        assert refused.value.diag.message_detail == '{"active": 1, "capacity": 1}'

    def test_an_admin_may_insist_and_it_is_written_down(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            (made,) = connection.execute(ASSIGN, [OMAR, MAYA.id, "Speaks Pashto", True]).fetchone()
            audit = connection.execute(
                "select new_values ->> 'reason' from public.admin_logs where record_id = %s and action = 'capacity_overridden'",
                [made],
            )
            assert audit.fetchall() == [("Speaks Pashto",)]


class TestLoad:
    """What waits for a mentor, for those who may ask."""

    LOAD = "select active, capacity, pending, overdue_reviews from private.get_mentor_load(%s)"

    def test_work_that_waits_longer_than_the_setting_is_overdue(self, database: Database) -> None:
        with database.as_owner() as connection, connection.transaction(force_rollback=True):
            connection.execute("select private.work_for(%s)", [NORTHGATE.id])
            before = connection.execute(
                "select active, pending, overdue_reviews from private.mentor_load(%s)", [MAYA.id]
            ).fetchone()
            for place, hours in (("1.2", 47), ("2.1", 49)):
                connection.execute(
                    """insert into public.student_assignments (organization_id, student_id, assignment_id, submission_text, submitted_at, version)
                       values (%s, %s, %s, 'Mine', now() - %s * interval '1 hour', 1)""",
                    [NORTHGATE.id, ALICE.student_id, row_id(NORTHGATE, f"assignment {place}"), hours],
                )
            after = connection.execute(
                "select active, pending, overdue_reviews from private.mentor_load(%s)", [MAYA.id]
            ).fetchone()
        assert after == (before[0], before[1] + 2, before[2] + 1)

    def test_an_admin_asks_of_anybody_and_a_mentor_of_themselves(self, database: Database) -> None:
        for who, whom, answered in (
            ("nadia", MAYA, 1),
            ("maya", MAYA, 1),
            ("maya", KENJI, 0),
            ("enzo", MAYA, 0),
            ("mallory", MAYA, 0),
        ):
            with database.acting_as(sign_in(database, who)) as connection:
                assert len(connection.execute(self.LOAD, [whom.id]).fetchall()) == answered


def test_the_learner_and_the_mentor_before_hear_of_it(database: Database) -> None:
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        (made,) = connection.execute(ASSIGN, [BEN.student_id, MAYA.id, None, False]).fetchone()
    with database.as_owner() as connection:
        told = connection.execute(
            "select user_id, title from public.notifications where type = 'mentor_assigned' and dedupe_key like %s",
            [f"{made}%"],
        ).fetchall()
        connection.execute("delete from public.notifications where dedupe_key like %s", [f"{made}%"])
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        connection.execute(ASSIGN, [BEN.student_id, KENJI.id, None, False])
    assert {(BEN.id, "Maya Iqbal is your mentor"), (KENJI.id, "Ben Yusuf has another mentor now")} <= set(told)
