"""Accounts are made, changed, blocked and closed by those who may, never one's own, and never past the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from psycopg import DatabaseError
from psycopg.errors import (
    InsufficientPrivilege,
    InvalidParameterValue,
    ObjectNotInPrerequisiteState,
    ReadOnlySqlTransaction,
    UniqueViolation,
)

from tests.cast import ALICE, BEA, BY_KEY, ENZO, KENJI, MALLORY, MAYA, NADIA, NORTHGATE, OTTO, SAM, VERA
from tests.database import Database, sign_in

if TYPE_CHECKING:
    import psycopg

STAFF = "select private.create_staff_user(%s, %s, %s, %s, %s)"
ROLE = "select private.change_user_role(%s, %s, %s)"
BLOCK = "select private.set_user_login_blocked(%s, %s, %s)"
CLOSE = "select private.deactivate_user(%s, %s)"
REOPEN = "select private.reactivate_user(%s, %s)"
ACTS = (
    (ROLE, ["admin", []]),
    (BLOCK, [True, "Lost a laptop"]),
    (CLOSE, ["Left the school"]),
    (REOPEN, ["Came back"]),
)


def value(connection: psycopg.Connection, statement: str, *bound: object) -> object:
    return connection.execute(statement, bound).fetchone()[0]


def actions_on(connection: psycopg.Connection, record: object) -> set[str]:
    found = connection.execute("select action from public.admin_logs where record_id = %s", [record])
    return {action for (action,) in found}


# Refused by the function, by the grant, or by a sign-in that only reads.
NEVER = (
    "people.may_not_change",
    "permission denied for function change_user_role",
    "permission denied for function set_user_login_blocked",
    "permission denied for function deactivate_user",
    "permission denied for function reactivate_user",
    "cannot execute SELECT FOR NO KEY UPDATE in a read-only transaction",
)


def refused(connection: psycopg.Connection, statement: str, *bound: object) -> str | None:
    """Return the reason why a statement is refused; nothing of it stays."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement, bound)
    except DatabaseError as refusal:
        return refusal.diag.message_primary
    return None


MAKES = {
    "sam": {"superadmin", "admin", "enrollment_manager", "mentor", "student"},
    "nadia": {"enrollment_manager", "mentor", "student"},
    "enzo": {"student"},
    "farah": {"student"},
    "maya": set(),
    "marco": set(),
    "tara": set(),
    "vera": set(),
    "alice": set(),
}


@pytest.mark.parametrize("who", MAKES)
def test_each_role_makes_the_roles_below_it(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        made = {role for role in MAKES["sam"] if value(connection, "select private.can_create_role(%s)", role)}
    assert made == MAKES[who]


class TestMakingStaff:
    """Superadmins and admins take people on; a password is not part of it."""

    def test_an_admin_takes_on_a_mentor_who_cannot_sign_in_yet(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
            made = value(
                connection, STAFF, " Iris.Kemp@NORTHGATE.example ", "Iris  Kemp", "+92 (300) 555-0101", "mentor", []
            )
            kept = connection.execute(
                "select email, full_name, phone, role, is_active, must_change_password, created_by, organization_id from public.users where id = %s",
                [made],
            ).fetchone()
        assert kept == (
            "iris.kemp@northgate.example",
            "Iris Kemp",
            "+923005550101",
            "mentor",
            True,
            True,
            NADIA.id,
            NORTHGATE.id,
        )
        with database.as_owner() as owner:
            assert "staff_created" in actions_on(owner, made)
            why = "select may_sign_in, why from private.password_of('iris.kemp@northgate.example')"
            assert owner.execute(why).fetchone() == (False, "no_password")

    def test_capabilities_come_with_the_role(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "sam")) as connection:
            made = value(
                connection,
                STAFF,
                "fin@northgate.example",
                "Fin Ance",
                None,
                "enrollment_manager",
                ["finance", "finance"],
            )
            assert value(connection, "select capabilities from public.user_roles where user_id = %s", made) == [
                "finance"
            ]

    @pytest.mark.parametrize(
        ("who", "role"),
        [("nadia", "admin"), ("nadia", "superadmin"), ("enzo", "mentor"), ("enzo", "student"), ("nadia", "janitor")],
    )
    def test_nobody_makes_somebody_as_high_as_themselves(self, database: Database, who: str, role: str) -> None:
        with (
            database.acting_as(sign_in(database, who)) as connection,
            pytest.raises(InsufficientPrivilege, match=r"people\.may_not_create"),
        ):
            connection.execute(STAFF, ["new@northgate.example", "New Person", None, role, []])

    @pytest.mark.parametrize("who", ["maya", "alice", "vera"])
    def test_others_make_nobody(self, database: Database, who: str) -> None:
        with (
            database.acting_as(sign_in(database, who)) as connection,
            pytest.raises((InsufficientPrivilege, ReadOnlySqlTransaction)),
        ):
            connection.execute(STAFF, ["new@northgate.example", "New Person", None, "mentor", []])

    @pytest.mark.parametrize("email", [MAYA.email, OTTO.email.upper()])
    def test_a_taken_address_is_the_same_refusal_here_and_elsewhere(self, database: Database, email: str) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection, pytest.raises(UniqueViolation) as refused:
            connection.execute(STAFF, [email, "Somebody Else", None, "mentor", []])
        assert (refused.value.diag.message_primary, refused.value.diag.message_detail) == (
            "people.email_taken",
            '{"field": "email"}',
        )

    @pytest.mark.parametrize(
        ("form", "reason"),
        [
            (("nowhere", "New Person", None, "mentor", []), "people.email_invalid"),
            (("", "New Person", None, "mentor", []), "people.field_missing"),
            (("a@b.example", "Al", None, "mentor", []), "people.name_invalid"),
            (("a@b.example", None, None, "mentor", []), "people.field_missing"),
            (("a@b.example", "New Person", "0300 1234567", "mentor", []), "people.phone_invalid"),
            (("a@b.example", "New Person", None, "mentor", ["finance"]), "people.capabilities_do_not_fit"),
            (("a@b.example", "New Person", None, "enrollment_manager", ["magic"]), "people.capabilities_do_not_fit"),
            (("a@b.example", "New Person", None, "student", []), "people.not_staff"),
        ],
    )
    def test_what_does_not_fit_is_named(self, database: Database, form: tuple, reason: str) -> None:
        with (
            database.acting_as(sign_in(database, "nadia")) as connection,
            pytest.raises(InvalidParameterValue, match=reason.replace(".", r"\.")),
        ):
            connection.execute(STAFF, form)


class TestChangingRoles:
    """Roles change below the actor, end every sign-in, and keep their history."""

    def test_a_mentor_becomes_an_enrolment_manager_and_leaves_no_learner_behind(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            assert value(connection, ROLE, MAYA.id, "enrollment_manager", ["support"]) is True
            history = connection.execute(
                "select role, capabilities, revoked_at is null from public.user_roles where user_id = %s order by 3",
                [MAYA.id],
            ).fetchall()
            assert history == [("mentor", [], False), ("enrollment_manager", ["support"], True)]
            assert value(connection, "select role from public.users where id = %s", MAYA.id) == "enrollment_manager"
            assert value(connection, "select count(*) from public.students where mentor_id = %s", MAYA.id) == 0

    def test_it_is_written_down_from_what_to_what(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "sam")) as connection:
            connection.execute(ROLE, [ENZO.id, "enrollment_manager", ["finance"]])
            line = connection.execute(
                "select old_values, new_values, sensitivity from public.admin_logs where record_id = %s and action = 'role_changed'",
                [ENZO.id],
            ).fetchone()
        before = {"role": "enrollment_manager", "capabilities": []}
        assert line == (before, {**before, "capabilities": ["finance"]}, "restricted")

    def test_a_change_ends_the_persons_sign_ins(self, database: Database) -> None:
        kenji = sign_in(database, "kenji")
        with database.acting_as(sign_in(database, "sam")) as connection:
            connection.execute(ROLE, [KENJI.id, "mentor", ["read_only"]])
            ended = "select ended_reason from public.user_sessions where id = %s"
            assert value(connection, ended, kenji.sign_in_id) == "role_changed"

    def test_the_same_again_changes_nothing(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            assert value(connection, ROLE, ENZO.id, "enrollment_manager", []) is False

    @pytest.mark.parametrize(
        ("who", "whom", "role"),
        [
            ("nadia", "maya", "admin"),
            ("nadia", "vera", "mentor"),
            ("enzo", "maya", "mentor"),
            ("maya", "kenji", "admin"),
            ("alice", "alice", "superadmin"),
        ],
    )
    def test_nobody_reaches_up(self, database: Database, who: str, whom: str, role: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(ROLE, [BY_KEY[whom].id, role, []])

    @pytest.mark.parametrize(("whom", "role"), [(ALICE, "mentor"), (MAYA, "student")])
    def test_a_learner_stays_a_learner_and_nobody_becomes_one(self, database: Database, whom, role: str) -> None:
        with (
            database.acting_as(sign_in(database, "sam")) as connection,
            pytest.raises(ObjectNotInPrerequisiteState, match=r"people\.student_stays"),
        ):
            connection.execute(ROLE, [whom.id, role, []])


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


class TestTheGuard:
    """T4: rights are changed by functions, by others."""

    def test_no_role_that_serves_changes_rights_even_with_a_grant(self, database: Database) -> None:
        with database.as_owner() as owner:
            owner.execute("grant update (login_blocked, is_active) on public.users to growthos_staff")
            owner.execute(
                "create policy change on public.users for update to authenticated using (true) with check (true)"
            )
            owner.commit()
        try:
            with (
                database.acting_as(sign_in(database, "nadia")) as connection,
                pytest.raises(InsufficientPrivilege, match=r"people\.rights_by_function"),
            ):
                connection.execute("update public.users set is_active = false where id = %s", [KENJI.id])
        finally:
            with database.as_owner() as owner:
                owner.execute("drop policy change on public.users")
                owner.execute("revoke update (login_blocked, is_active) on public.users from growthos_staff")

    def test_the_owners_command_line_may(self, database: Database) -> None:
        with database.as_owner() as owner:
            assert owner.execute("update public.users set login_blocked = true where id = %s", [KENJI.id]).rowcount == 1
            owner.rollback()

    def test_the_last_superadmin_stays(self, database: Database) -> None:
        with database.as_owner() as owner:
            owner.execute("update public.users set is_active = false where role = 'superadmin'")
            with pytest.raises(ObjectNotInPrerequisiteState, match=r"people\.last_superadmin"):
                owner.execute("set constraints all immediate")
            owner.rollback()
