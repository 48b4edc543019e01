"""Entering: a sign-in is proved in the database at the start of every transaction, and its end is true at once."""

import hashlib

import psycopg
import pytest
from psycopg import errors

from tests.cast import ALICE, BY_KEY, CAST, ENZO, LAKESIDE, MAYA, NADIA, NORTHGATE, SAM, TARA, VERA
from tests.database import Database, enter, read_actor, sign_in

STUDENTS = "select count(*) from public.students"


def ask(url: str, statement: str, *bound: object) -> tuple[object, ...] | None:
    with psycopg.connect(url) as connection:
        return connection.execute(statement, bound).fetchone()


def cannot_enter(database: Database, token_hash: bytes, epoch: int) -> bool:
    try:
        ask(database.app_url, "select private.enter(%s, %s)", token_hash, epoch)
    except errors.InvalidAuthorizationSpecification:
        return True
    return False


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_office_staff_enter_as_staff_and_everybody_else_as_a_person(member: object, database: Database) -> None:
    actor = sign_in(database, member)
    with database.acting_as(actor) as connection:
        role, actor_id, org_id = connection.execute(
            "select current_user, private.actor_id(), private.org_id()"
        ).fetchone()
    office = {"superadmin", "admin", "enrollment_manager"}
    staff = "growthos_support" if "support" in member.capabilities else "growthos_staff"
    assert role == (staff if member.role in office else "authenticated")
    assert (actor_id, org_id) == (member.id, member.school.id)


def test_a_wrong_secret_an_old_epoch_and_nothing_are_refused_alike(database: Database) -> None:
    maya = sign_in(database, MAYA)
    assert cannot_enter(database, hashlib.sha256(b"guess").digest(), maya.epoch)
    assert cannot_enter(database, maya.token_hash, maya.epoch - 1)
    assert cannot_enter(database, None, maya.epoch)
    assert cannot_enter(database, maya.token_hash, None)


@pytest.mark.parametrize(
    "end",
    [
        "update public.user_sessions set ended_at = now(), ended_reason = 'revoked' where id = %(sign_in)s",
        "update public.user_sessions set expires_at = now() where id = %(sign_in)s",
        "update public.user_sessions set last_seen_at = now() - interval '9 hours' where id = %(sign_in)s",
        "update public.users set is_active = false where id = %(user)s",
        "update public.users set login_blocked = true where id = %(user)s",
        "update public.users set password_hash = '$argon2id$other' where id = %(user)s",
        "update public.user_roles set capabilities = '{read_only}' where user_id = %(user)s",
        "update public.user_roles set revoked_at = now() where user_id = %(user)s",
        "update public.organizations set status = 'suspended' where id = %(org)s",
    ],
)
def test_whatever_ends_a_sign_in_ends_it_for_the_next_transaction(end: str, database: Database) -> None:
    actor = sign_in(database, "otto")
    with database.as_owner() as owner:
        owner.execute(end, {"sign_in": actor.sign_in_id, "user": actor.user_id, "org": LAKESIDE.id})
    try:
        assert cannot_enter(database, actor.token_hash, actor.epoch)
    finally:
        with database.as_owner() as owner:
            owner.execute("update public.organizations set status = 'active' where id = %s", [LAKESIDE.id])
            owner.execute(
                "update public.users set is_active = true, login_blocked = false where id = %s", [actor.user_id]
            )
            owner.execute(
                "update public.user_roles set revoked_at = null, capabilities = '{}' where user_id = %s",
                [actor.user_id],
            )


def test_a_change_of_rights_raises_the_epoch_ends_the_sign_ins_and_is_told(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute(
            "update public.user_sessions set ended_at = now(), ended_reason = 'logout' where ended_at is null"
        )
    actor = sign_in(database, ENZO)
    with psycopg.connect(database.sign_in_url, autocommit=True) as listener:
        listener.execute("listen growthos_sign_ins")
        with database.as_owner() as owner:
            owner.execute(
                "update public.user_roles set capabilities = '{finance}' where user_id = %s and revoked_at is null",
                [ENZO.id],
            )
        heard = {notice.payload for notice in listener.notifies(timeout=5, stop_after=2)}
        after = ask(database.owner_url, "select sign_in_epoch from public.users where id = %s", ENZO.id)
        reason = ask(
            database.owner_url, "select ended_reason from public.user_sessions where id = %s", actor.sign_in_id
        )
    assert heard == {f"s:{actor.sign_in_id}", f"u:{ENZO.id}"}
    assert after[0] > actor.epoch
    assert reason == ("role_changed",)


def test_what_has_nothing_to_do_with_rights_leaves_the_sign_in_alone(database: Database) -> None:
    actor = sign_in(database, TARA)
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set full_name = 'Tara M. Silva', last_active_at = now() where id = %s", [TARA.id]
        )
    assert not cannot_enter(database, actor.token_hash, actor.epoch)


def test_the_role_of_a_person_is_mirrored_from_the_one_in_force(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute("update public.user_roles set revoked_at = now() where user_id = %s", [BY_KEY["marco"].id])
        owner.execute(
            "insert into public.user_roles (organization_id, user_id, role) values (%s, %s, 'mentor')",
            [NORTHGATE.id, BY_KEY["marco"].id],
        )
        mirrored = owner.execute("select role from public.users where id = %s", [BY_KEY["marco"].id]).fetchone()
        owner.rollback()
    assert mirrored == ("mentor",)


def test_the_last_superadmin_cannot_be_lost(database: Database) -> None:
    for change in (
        "update public.users set is_active = false where role = 'superadmin'",
        "update public.users set login_blocked = true where role = 'superadmin'",
        "update public.user_roles set revoked_at = now() where role = 'superadmin'",
        "update public.user_roles set role = 'admin' where role = 'superadmin'",
        "update public.user_roles set capabilities = '{read_only}' where role = 'superadmin'",
    ):
        with database.as_owner() as owner:
            owner.execute(change)
            with pytest.raises(errors.ObjectNotInPrerequisiteState, match="last_superadmin"):
                owner.commit()


def test_one_of_two_superadmins_may_go(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute("update public.users set is_active = false where role = 'superadmin' and id <> %s", [SAM.id])
        owner.execute("set constraints all immediate")
        owner.rollback()


def test_read_only_cannot_be_undone_inside_the_transaction(database: Database) -> None:
    vera = sign_in(database, VERA)
    for way in ("set transaction read write", "set local transaction_read_only = off"):
        with database.acting_as(vera) as connection:
            assert connection.execute(STUDENTS).fetchone()[0] > 0
            with pytest.raises(errors.ActiveSqlTransaction):
                connection.execute(way)
    with database.acting_as(vera) as connection, pytest.raises(errors.ReadOnlySqlTransaction):
        connection.execute("update public.courses set title = 'x'")


def test_read_only_holds_inside_functions_that_change_data(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute("update public.user_roles set capabilities = '{read_only}' where user_id = %s", [SAM.id])
    try:
        with database.acting_as(sign_in(database, SAM)) as connection, pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])
    finally:
        with database.as_owner() as owner:
            owner.execute("update public.user_roles set capabilities = '{}' where user_id = %s", [SAM.id])


def test_a_superadmin_works_in_one_organisation_at_a_time(database: Database) -> None:
    sam = sign_in(database, SAM)
    with database.acting_as(sam, keep=True) as connection:
        assert connection.execute(STUDENTS).fetchone() == (3,)
        assert connection.execute("select count(*) from public.organizations").fetchone() == (2,)
        connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])
        assert connection.execute(STUDENTS).fetchone() == (2,)
        orgs = connection.execute("select distinct organization_id from public.students").fetchall()
        assert orgs == [(LAKESIDE.id,)]
    row = ask(database.sign_in_url, "select organization_id, timezone from private.sign_in_by_id(%s)", sam.sign_in_id)
    assert row == (LAKESIDE.id, "Europe/London")
    with database.as_owner() as owner:
        assert read_actor(owner, sam.sign_in_id).organization_id == LAKESIDE.id
        audit = owner.execute(
            "select organization_id, admin_id, sensitivity from public.admin_logs where action = 'organization_switched'"
        ).fetchall()
    assert audit == [(LAKESIDE.id, SAM.id, "restricted")]


def test_a_superadmin_may_author_rows_in_the_chosen_organisation(database: Database) -> None:
    sam = sign_in(database, SAM)
    with database.acting_as(sam) as connection:
        connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])
        made = connection.execute(
            "insert into public.courses (title) values ('New') returning organization_id"
        ).fetchone()
    assert made == (LAKESIDE.id,)


@pytest.mark.parametrize("member", [NADIA, VERA, ENZO], ids=lambda member: member.key)
def test_nobody_else_chooses_an_organisation(member: object, database: Database) -> None:
    with database.acting_as(sign_in(database, member)) as connection:
        refusals = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)
        with pytest.raises(refusals):
            connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])


def test_the_business_day_is_the_organisations_and_stands_still_where_it_is_frozen(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = '2026-04-10 20:30+00'")
    try:
        days = {}
        for key in ("nadia", "mallory"):
            with database.acting_as(sign_in(database, key)) as connection:
                days[key] = connection.execute(
                    "select private.today()::text, private.start_of_day(private.today()) at time zone 'UTC'"
                ).fetchone()
        assert (days["nadia"][0], days["nadia"][1].isoformat()) == ("2026-04-11", "2026-04-10T19:00:00")
        assert (days["mallory"][0], days["mallory"][1].isoformat()) == ("2026-04-10", "2026-04-09T23:00:00")
    finally:
        with database.as_owner() as owner:
            owner.execute("update dashboard.installation set frozen_at = null")


def test_time_never_stands_still_in_production(database: Database) -> None:
    with database.as_owner() as owner, pytest.raises(errors.CheckViolation):
        owner.execute("update dashboard.installation set kind = 'production', frozen_at = now()")


def test_a_mentor_change_takes_every_row_of_the_learner_along(database: Database) -> None:
    kenji = BY_KEY["kenji"]
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
               values (%s, %s, %s, %s)""",
            [NORTHGATE.id, ALICE.student_id, kenji.id, NADIA.id],
        )
        tables = owner.execute(
            """select tgrelid::regclass::text from pg_trigger where tgfoid = 'private.fill_scope()'::regprocedure"""
        ).fetchall()
        assert len(tables) >= 8
        for (table,) in [*tables, ("public.students",), ("dashboard.student_progress",), ("dashboard.student_words",)]:
            key = "id" if table.endswith("students") else "student_id"
            mentors = owner.execute(
                f"select distinct mentor_id from {table} where {key} = %s", [ALICE.student_id]
            ).fetchall()
            assert mentors == [(kenji.id,)], table
        owner.rollback()


def test_student_codes_are_the_next_of_their_organisation(database: Database) -> None:
    with database.as_owner() as owner:
        codes = owner.execute(
            "select organization_id = %s, student_code from public.students order by 1, 2", [NORTHGATE.id]
        ).fetchall()
    assert codes == [
        (False, "STU000001"), (False, "STU000002"),
        (True, "STU000001"), (True, "STU000002"), (True, "STU000003"),
    ]  # fmt: skip


def test_entering_twice_in_one_transaction_changes_nothing(database: Database) -> None:
    """A second enter is refused, because the role taken may not call it: no switching person mid-way."""
    maya = sign_in(database, MAYA)
    with database.acting_as(maya) as connection, pytest.raises(errors.InsufficientPrivilege):
        enter(connection, maya)
