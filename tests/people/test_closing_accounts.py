"""Accounts are blocked, closed and opened again by those above, never one's own, and never past the organisation."""

from __future__ import annotations

import pytest
from psycopg.errors import (
    InsufficientPrivilege,
    InvalidParameterValue,
)

from tests.cast import ALICE, BEA, ENZO, KENJI, MALLORY, NADIA, SAM, VERA
from tests.database import Database, sign_in
from tests.people.acts import BLOCK, CLOSE, REOPEN, ROLE, STAFF, actions_on, refused, value

ACTS = (
    (ROLE, ["admin", []]),
    (BLOCK, [True, "Lost a laptop"]),
    (CLOSE, ["Left the school"]),
    (REOPEN, ["Came back"]),
)


# Refused by the function, by the grant, or by a sign-in that only reads.
NEVER = (
    "people.may_not_change",
    "permission denied for function change_user_role",
    "permission denied for function set_user_login_blocked",
    "permission denied for function deactivate_user",
    "permission denied for function reactivate_user",
    "cannot execute SELECT FOR NO KEY UPDATE in a read-only transaction",
)


class TestClosing:
    """Blocking a sign-in, closing an account, and opening it again."""

    def test_a_block_ends_the_sign_ins_and_has_a_reason(self, database: Database) -> None:
        enzo = sign_in(database, "enzo")
        with database.acting_as(sign_in(database, "sam")) as connection:
            assert value(connection, BLOCK, ENZO.id, True, "Lost a laptop") is True
            assert value(connection, BLOCK, ENZO.id, True, "Again") is False
            assert (
                value(connection, "select ended_reason from public.user_sessions where id = %s", enzo.sign_in_id)
                == "revoked"
            )
            assert value(connection, BLOCK, ENZO.id, False, None) is True
            assert {"login_blocked", "login_unblocked"} <= actions_on(connection, ENZO.id)

    @pytest.mark.parametrize(
        ("act", "bound"), [(BLOCK, [True, " "]), (BLOCK, [True, None]), (CLOSE, [""]), (CLOSE, [None])]
    )
    def test_no_reason_no_act(self, database: Database, act: str, bound: list) -> None:
        with (
            database.acting_as(sign_in(database, "sam")) as connection,
            pytest.raises(InvalidParameterValue, match=r"people\.field_missing"),
        ):
            connection.execute(act, [ENZO.id, *bound])

    def test_a_superadmin_is_blocked_by_nobody(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "sam")) as connection:
            other = value(connection, STAFF, "two@northgate.example", "Second Super", None, "superadmin", [])
            with pytest.raises(InsufficientPrivilege, match=r"people\.superadmin_not_blocked"):
                connection.execute(BLOCK, [other, True, "Please"])

    def test_a_mentor_who_leaves_releases_the_learners_and_may_come_back_without(self, database: Database) -> None:
        kenji = sign_in(database, "kenji")
        with database.acting_as(sign_in(database, "sam")) as connection:
            assert value(connection, CLOSE, KENJI.id, "Left the school") is True
            assert value(connection, CLOSE, KENJI.id, "Left twice") is False
            assert value(connection, "select count(*) from public.students where mentor_id = %s", KENJI.id) == 0
            state = "select is_active, deactivated_at is not null from public.users where id = %s"
            assert connection.execute(state, [KENJI.id]).fetchone() == (False, True)
            assert value(
                connection, "select ended_at is not null from public.user_sessions where id = %s", kenji.sign_in_id
            )
            assert value(connection, REOPEN, KENJI.id, "Came back") is True
            assert value(connection, REOPEN, KENJI.id, None) is False
            assert connection.execute(state, [KENJI.id]).fetchone() == (True, False)
            assert {"user_deactivated", "user_reactivated"} <= actions_on(connection, KENJI.id)

    def test_a_learners_access_closes_with_the_account(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            access = "select course_access from public.students where id = %s"
            assert value(connection, access, ALICE.student_id) is True
            connection.execute(CLOSE, [ALICE.id, "Asked for it"])
            assert value(connection, access, ALICE.student_id) is False


class TestWhoMay:
    """The same limits for everything that is done to an account."""

    @pytest.mark.parametrize(
        ("who", "whom", "refusal"),
        [
            ("sam", SAM, "people.own_account"),
            ("nadia", NADIA, "people.own_account"),
            # An admin sees no superadmin, and nobody sees another organisation: they are as missing as nobody.
            ("nadia", SAM, "people.user_missing"),
            ("nadia", MALLORY, "people.user_missing"),
            ("sam", BEA, "people.user_missing"),
            ("nadia", VERA, "people.may_not_change"),
        ],
    )
    def test_it_is_not_for_everybody_to_be_reached(self, database: Database, who: str, whom, refusal: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection:
            for act, bound in ACTS:
                assert refused(connection, act, whom.id, *bound) == refusal

    @pytest.mark.parametrize("who", ["enzo", "farah", "marco", "tara", "maya", "alice", "vera"])
    def test_nobody_else_does_anything(self, database: Database, who: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection:
            for act, bound in ACTS:
                assert refused(connection, act, KENJI.id, *bound) in NEVER
