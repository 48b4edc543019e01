"""A superadmin switches a part of the product on or off and says why; the organisation's word beats the default."""

import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue

from tests.cast import NORTHGATE, SAM
from tests.database import Database, sign_in

SWITCH = "select private.set_flag(%s, %s, %s)"
WHY = "The course of spring is open to all"


def shown(connection, flag: str):
    return connection.execute(
        "select fallback, is_enabled, is_own, reason, changed_by from private.flags_in_force() where flag_name = %s",
        [flag],
    ).fetchone()


def test_the_organisations_word_beats_the_default_and_names_who_and_why(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        assert shown(connection, "sequential_unlock") == (True, True, False, None, None)
        assert connection.execute(SWITCH, ["sequential_unlock", False, f" {WHY} "]).fetchone() == (True,)
        assert shown(connection, "sequential_unlock") == (True, False, True, WHY, SAM.name)
        enabled = connection.execute(
            "select private.is_feature_enabled('sequential_unlock'), private.is_feature_enabled('content_drip')"
        )
        assert enabled.fetchone() == (False, True)
        line = connection.execute(
            "select old_values, new_values, sensitivity from public.admin_logs where action = 'flag_changed'"
        )
        assert line.fetchone() == ({"is_enabled": True}, {"is_enabled": False, "reason": WHY}, "restricted")


def test_what_holds_already_is_left_as_it_is(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        assert connection.execute(SWITCH, ["late_penalty", False, WHY]).fetchone() == (False,)
        assert connection.execute(SWITCH, ["late_penalty", True, WHY]).fetchone() == (True,)
        assert connection.execute(SWITCH, ["late_penalty", True, "again"]).fetchone() == (False,)
        assert shown(connection, "late_penalty")[3] == WHY


@pytest.mark.parametrize(
    ("flag", "on", "why", "reason"),
    [
        ("late_penalty", True, None, "reason_required"),
        ("late_penalty", True, "  x ", "reason_required"),
        ("late_penalty", True, "x" * 501, "reason_required"),
        ("late_penalty", None, WHY, "unknown"),
        ("late_penaltea", True, WHY, "unknown"),
    ],
)
def test_a_switch_needs_a_name_and_a_reason(database: Database, flag: str, on, why, reason: str) -> None:
    with (
        database.acting_as(sign_in(database, SAM)) as connection,
        pytest.raises(InvalidParameterValue, match=rf"flag\.{reason}"),
    ):
        connection.execute(SWITCH, [flag, on, why])


@pytest.mark.parametrize("who", ["nadia", "enzo", "maya", "farah", "marco", "tara", "alice"])
def test_nobody_else_switches(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(SWITCH, ["late_penalty", True, WHY])


def test_an_admin_sees_the_switches_and_an_enrolment_manager_none(database: Database) -> None:
    count = "select count(*) from private.flags_in_force()"
    with database.acting_as(sign_in(database, "nadia")) as connection:
        assert connection.execute(count).fetchone() == (10,)
    with database.acting_as(sign_in(database, "enzo")) as connection:
        assert connection.execute(count).fetchone() == (0,)


def test_another_school_keeps_its_own(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM), keep=True) as connection:
        connection.execute(SWITCH, ["shopify_sync", True, WHY])
    with database.as_owner() as owner:
        rows = owner.execute("select organization_id from public.feature_flags where flag_name = 'shopify_sync'")
        assert rows.fetchall() == [(NORTHGATE.id,)]
    with database.acting_as(sign_in(database, "mallory")) as connection:
        assert connection.execute("select private.is_feature_enabled('shopify_sync')").fetchone() == (False,)
