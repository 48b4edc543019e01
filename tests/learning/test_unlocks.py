"""Recordings open in order: by watching, by approved work, by date, by hand; and a locked one says why."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, NoDataFound, ObjectNotInPrerequisiteState

from tests.cast import ALICE, BEA, NORTHGATE
from tests.database import Database, enter, sign_in
from tests.learning.sequence import Sequence


@pytest.fixture
def sequence(database: Database) -> Iterator[Sequence]:
    """A fresh course of three recordings; nothing of it stays."""
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        yield Sequence(connection)


def settings(sequence: Sequence, text: str) -> None:
    sequence.one(
        "update public.company_settings set settings = %(text)s::jsonb where organization_id = %(org)s", text=text
    )


def test_the_first_recording_opens_with_the_access(sequence: Sequence) -> None:
    sequence.enrol()
    assert sequence.states() == ["first_lesson", "previous_not_watched", "previous_not_watched"]
    assert sequence.unlocks() == [(1, "initial")]


@pytest.mark.parametrize(("percent", "second"), [(89.99, "previous_not_watched"), (90, "requirements_met")])
def test_watched_means_the_threshold_of_the_settings(sequence: Sequence, percent: float, second: str) -> None:  # V19
    sequence.enrol()
    sequence.watch(1, percent)
    assert sequence.states()[1] == second


def test_the_threshold_is_the_organisations_own(sequence: Sequence) -> None:
    settings(sequence, '{"learning": {"watched_threshold_pct": 50}}')
    sequence.enrol()
    sequence.watch(1, 50)
    assert sequence.states()[:2] == ["already_watched", "requirements_met"]


def test_crossing_the_threshold_unlocks_the_next_once(sequence: Sequence) -> None:
    sequence.enrol()
    sequence.watch(1)
    sequence.watch(1)
    assert sequence.unlocks() == [(1, "initial"), (2, "sequential")]


def test_completion_never_reverts(sequence: Sequence) -> None:
    sequence.enrol()
    sequence.watch(1, 95)
    sequence.watch(1, 10)
    assert sequence.one(
        """select completion_percentage = 95 and completed_at is not null
           from public.student_recordings where recording_id = %(first)s""",
        first=sequence.recordings[0],
    )


def test_work_on_a_recording_is_a_gate_until_its_latest_version_is_approved(sequence: Sequence) -> None:  # V17, V18
    sequence.enrol()
    work = sequence.ask_for_work(2)
    sequence.watch(1)
    sequence.watch(2)
    assert sequence.states()[2] == "previous_assignment_not_submitted"
    first = sequence.hand_in(work)
    assert sequence.states()[2] == "previous_assignment_not_approved"
    sequence.decide(first, "declined")
    assert sequence.states()[2] == "previous_assignment_not_approved"
    sequence.decide(sequence.hand_in(work), "approved")
    assert sequence.states()[2] == "requirements_met"
    assert sequence.unlocks()[2:] == [(3, "assignment_approved")]


def test_a_lesson_may_ask_for_another_lesson(sequence: Sequence) -> None:
    sequence.one(
        "update public.available_lessons set prerequisites = array[%(third)s::text] where id = %(second)s",
        second=sequence.lessons[1],
        third=sequence.lessons[2],
    )
    sequence.enrol()
    sequence.watch(1)
    assert sequence.states()[1] == "prerequisite_missing"
    sequence.watch(3)
    assert sequence.states()[1] == "requirements_met"


def test_every_reason_is_kept_and_the_first_in_order_is_shown(sequence: Sequence) -> None:
    sequence.enrol(paid="pending", drip_override=True, enrolled_at=datetime.now(UTC))
    sequence.one("update public.available_lessons set drip_days = 3 where id = %(it)s", it=sequence.lessons[1])
    is_open, reason, reasons, _ = sequence.state(2)
    assert (is_open, reason) == (False, "fees_not_cleared")
    assert reasons == ["fees_not_cleared", "drip_locked", "previous_not_watched"]


def test_a_drip_opens_at_local_midnight_of_its_day(sequence: Sequence) -> None:
    at = datetime.now(UTC)
    sequence.enrol(drip_override=True, sequential_override=False, enrolled_at=at)
    sequence.one("update public.available_lessons set drip_days = 2 where id = %(it)s", it=sequence.lessons[1])
    is_open, reason, _, opens_at = sequence.state(2)
    karachi = timedelta(hours=5)
    assert (is_open, reason) == (False, "drip_locked")
    assert opens_at == datetime.combine((at + karachi).date() + timedelta(days=2), datetime.min.time(), UTC) - karachi
    assert sequence.states()[2] == "sequential_disabled"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"sequential_override": False}, "sequential_disabled"),
        ({"sequential_override": False, "drip_override": False}, "bypass"),
        ({"sequential_override": False, "drip_override": False, "status": "cancelled"}, "not_enrolled"),
        ({"access_expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, "not_enrolled"),
        ({"paid": "pending"}, "fees_not_cleared"),
        ({"paid": "waived"}, "previous_not_watched"),
    ],
)
def test_overrides_and_access_hold_only_in_a_live_place(sequence: Sequence, place: dict, expected: str) -> None:
    sequence.enrol(**place)
    assert sequence.states()[1] == expected


def test_without_a_place_only_what_was_watched_is_open(sequence: Sequence) -> None:
    sequence.watch(2)
    assert sequence.states() == ["not_enrolled", "already_watched", "not_enrolled"]


def test_the_feedback_gate_asks_for_a_rating_of_what_was_completed_since(sequence: Sequence) -> None:
    settings(sequence, '{"learning": {"feedback_gate_from": "2020-01-01"}}')
    sequence.one(
        "insert into public.feature_flags (organization_id, flag_name, is_enabled) values (%(org)s, 'feedback_gate', true)"
    )
    sequence.enrol()
    sequence.watch(1)
    assert sequence.states()[1] == "previous_not_rated"
    sequence.one(
        "insert into public.video_ratings (organization_id, student_id, recording_id, rating) values (%(org)s, %(who)s, %(it)s, 4)",
        it=sequence.recordings[0],
    )
    assert sequence.states()[1] == "requirements_met"


def test_a_course_is_completed_by_its_last_recording_and_the_learner_with_the_last_course(sequence: Sequence) -> None:
    sequence.one("update public.course_enrollments set status = 'cancelled' where student_id = %(who)s")
    sequence.enrol()
    for number in (1, 2):
        sequence.watch(number)
    status = "select e.status || ' ' || s.lms_status from public.course_enrollments e join public.students s on s.id = e.student_id where e.id = %(it)s"
    assert sequence.one(status, it=sequence.enrollment) == "active active"
    sequence.watch(3)
    assert sequence.one(status, it=sequence.enrollment) == "completed complete"
    sequence.one(
        """insert into public.lesson_recordings (organization_id, lesson_id, title, video_url, position)
           values (%(org)s, %(lesson)s, 'Later', 'https://video.example/later', 2)""",
        lesson=sequence.lessons[2],
    )
    assert sequence.one(status, it=sequence.enrollment) == "completed complete"


def test_access_follows_the_place_the_state_and_the_account(sequence: Sequence) -> None:
    sequence.one("update public.course_enrollments set status = 'cancelled' where student_id = %(who)s")
    access = "select course_access from public.students where id = %(who)s"
    assert sequence.one(access) is False
    sequence.enrol(paid="pending")
    assert sequence.one(access) is False
    sequence.one(
        "update public.course_enrollments set payment_status = 'paid' where id = %(it)s", it=sequence.enrollment
    )
    assert sequence.one(access) is True
    sequence.one("update public.users set login_blocked = true where id = %(user)s", user=ALICE.id)
    assert sequence.one(access) is False


class TestByHand:
    """Opening one recording for one learner, and taking it back."""

    @pytest.fixture
    def third(self, database: Database) -> Iterator[tuple[psycopg.Connection, Sequence]]:
        """The third recording, locked, and a connection of the app on which anybody may enter."""
        with database.as_owner() as owner:
            sequence = Sequence(owner)
            sequence.enrol()
        with psycopg.connect(database.app_url) as connection:
            yield connection, sequence
            connection.rollback()

    GRANT = "select private.grant_manual_unlock(%s, %s, %s)"

    def test_an_admin_opens_it_with_a_reason_and_may_take_it_back(self, database: Database, third: tuple) -> None:
        connection, sequence = third
        enter(connection, sign_in(database, "nadia"))
        (unlock,) = connection.execute(
            self.GRANT, [ALICE.student_id, sequence.recordings[2], "Ill last week"]
        ).fetchone()
        audit = "select action, description from public.admin_logs where record_id = %s order by action"
        assert "manual_unlock" in [action for action, _ in connection.execute(audit, [unlock])]
        with pytest.raises(ObjectNotInPrerequisiteState, match=r"unlock\.already_open"), connection.transaction():
            connection.execute(self.GRANT, [ALICE.student_id, sequence.recordings[2], "Again"])
        connection.execute("select private.revoke_manual_unlock(%s, 'By mistake')", [unlock])
        with pytest.raises(NoDataFound, match=r"unlock\.missing"), connection.transaction():
            connection.execute("select private.revoke_manual_unlock(%s, 'Twice')", [unlock])

    def test_it_needs_a_reason(self, database: Database, third: tuple) -> None:
        connection, sequence = third
        enter(connection, sign_in(database, "nadia"))
        with pytest.raises(InvalidParameterValue, match=r"unlock\.reason_required"):
            connection.execute(self.GRANT, [ALICE.student_id, sequence.recordings[2], " "])

    @pytest.mark.parametrize("who", ["enzo", "maya", "alice"])
    def test_nobody_else_opens_anything(self, database: Database, third: tuple, who: str) -> None:
        connection, sequence = third
        enter(connection, sign_in(database, who))
        with pytest.raises(InsufficientPrivilege):
            connection.execute(self.GRANT, [ALICE.student_id, sequence.recordings[2], "Please"])

    def test_a_learner_of_another_school_is_missing(self, database: Database, third: tuple) -> None:
        connection, sequence = third
        enter(connection, sign_in(database, "nadia"))
        with pytest.raises(NoDataFound, match=r"people\.student_missing"):
            connection.execute(self.GRANT, [BEA.student_id, sequence.recordings[2], "Reaching over"])


def test_a_mentor_may_polish_words_but_not_move_anything(database: Database) -> None:
    with database.acting_as(sign_in(database, "maya")) as connection:
        connection.execute("update public.modules set title = 'Better' where organization_id = %s", [NORTHGATE.id])
        with pytest.raises(InsufficientPrivilege):
            connection.execute("update public.modules set is_active = false where organization_id = %s", [NORTHGATE.id])
