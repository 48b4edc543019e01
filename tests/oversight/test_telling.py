"""What was done is told to the open pages of the office, and to whoever did it: that it was, and nothing of what."""

from __future__ import annotations

import pytest

from tests.cast import ALICE
from tests.database import sign_in
from tests.oversight.doing import rename_course


def heard(database, key):
    """Return the latest change of the audit that this person's pages hear of."""
    with database.acting_as(sign_in(database, key)) as connection:
        asked = "select max(changed_in) from dashboard.live_changes where topic = 'admin_logs'"
        return connection.execute(asked).fetchone()[0]


def test_a_change_is_told_to_the_office_and_to_nobody_abroad_nor_without_oversight(database):
    before = {key: heard(database, key) for key in ("sam", "nadia", "mallory", "kenji")}
    rename_course(database, "nadia", "Arithmetic told")
    assert {key for key, seen in before.items() if heard(database, key) != seen} == {"sam", "nadia"}


def test_a_mentor_hears_of_their_own_acts(database):
    before = heard(database, "maya"), heard(database, "kenji")
    with database.acting_as(sign_in(database, "maya"), keep=True) as connection:
        connection.execute("update public.lesson_recordings set title = title || '!'")
    after = heard(database, "maya"), heard(database, "kenji")
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_a_note_on_a_student_is_told_to_the_mentor_of_that_student(database):
    def heard_notes(key):
        with database.acting_as(sign_in(database, key)) as connection:
            asked = "select max(changed_in) from dashboard.live_changes where topic = 'user_activity_logs'"
            return connection.execute(asked).fetchone()[0]

    before = {key: heard_notes(key) for key in ("maya", "kenji", "enzo")}
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        connection.execute("select private.add_note(%s, 'Rang.')", [ALICE.student_id])
    assert {key for key, seen in before.items() if heard_notes(key) != seen} == {"maya", "enzo"}


@pytest.mark.parametrize("word", ["set last_seen_at = last_seen_at + interval '1 second'", None])
def test_a_sign_in_is_told_when_it_begins_and_ends_and_not_every_minute(word, database):
    maya = sign_in(database, "maya")
    with database.as_owner() as owner:
        owner.execute("delete from dashboard.live_changes where topic = 'user_sessions'")
        change = word or "set ended_at = clock_timestamp(), ended_reason = 'revoked'"
        owner.execute(f"update public.user_sessions {change} where id = %s", [maya.sign_in_id])
        told = owner.execute("select count(*) from dashboard.live_changes where topic = 'user_sessions'").fetchone()[0]
    assert told == (0 if word else 1)
