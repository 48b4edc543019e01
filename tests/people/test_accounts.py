"""Accounts are made and given other roles by those above, never past the organisation."""

from __future__ import annotations

import pytest
from psycopg.errors import (
    InsufficientPrivilege,
    InvalidParameterValue,
    ObjectNotInPrerequisiteState,
    ReadOnlySqlTransaction,
    UniqueViolation,
)

from tests.cast import ALICE, BY_KEY, ENZO, KENJI, MAYA, NADIA, NORTHGATE, OTTO
from tests.database import Database, sign_in
from tests.people.acts import ROLE, STAFF, actions_on, value

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
