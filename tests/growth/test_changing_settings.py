"""A setting is changed by those who may, within its range, and whoever did is named; refusals say the range."""

import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, ReadOnlySqlTransaction
from psycopg.types.json import Jsonb
from sqlalchemy.exc import DBAPIError

from growthos_ui.db.refusals import refusal_of
from growthos_ui.errors import Kind
from growthos_ui.growth.keys import NOT_READ_HERE
from tests.cast import LAKESIDE, NADIA, NORTHGATE, SAM
from tests.database import Database, sign_in

SET = "select private.set_setting(%s, %s)"
CAPACITY = "mentor.capacity"


def held(connection, key: str = CAPACITY):
    return connection.execute("select private.get_setting(%s)", [key]).fetchone()[0]


@pytest.mark.parametrize("key", ["enzo", "farah", "tara", "maya", "alice"])
def test_who_sees_no_settings_is_told_what_work_goes_by_what_a_learner_is_shown_and_nothing_else(
    key: str, database: Database
) -> None:
    theirs = sorted(key for key, why in NOT_READ_HERE.items() if why == "Read by the learners' site.")
    closed = ["fees.refund_approval_limit", "fees.billing_cc", "security.password_min", "recovery.template"]
    with database.acting_as(sign_in(database, key)) as connection:
        assert (held(connection), held(connection, "fees.grace_days")) == (20, 0)
        assert [held(connection, each) for each in theirs] == [None, None, [], None]
        for each in closed:
            with pytest.raises(InsufficientPrivilege, match=r"setting\.not_allowed"), connection.transaction():
                held(connection, each)


def test_an_admin_changes_a_setting_and_the_screen_names_the_editor(database: Database) -> None:
    nadia = sign_in(database, NADIA)
    with database.acting_as(nadia) as connection:
        assert connection.execute(SET, [CAPACITY, Jsonb(25)]).fetchone() == (True,)
        assert held(connection) == 25
        row = connection.execute(
            """select value, fallback, is_own, may_change, changed_by from private.settings_in_force() where key = %s""",
            [CAPACITY],
        ).fetchone()
        editor = connection.execute("select updated_by from public.company_settings").fetchone()
    assert row == (25, 20, True, True, NADIA.name)
    assert editor == (NADIA.id,)


def test_the_change_is_audited_with_the_value_before_and_after(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute(SET, [CAPACITY, Jsonb(25)])
        connection.execute(SET, [CAPACITY, Jsonb(30)])
        lines = connection.execute(
            """select old_values, new_values, sensitivity from public.admin_logs
               where action = 'settings_updated' order by new_values ->> 'mentor.capacity'"""
        ).fetchall()
    assert lines == [
        ({CAPACITY: None}, {CAPACITY: 25}, "restricted"),
        ({CAPACITY: 25}, {CAPACITY: 30}, "restricted"),
    ]


def test_who_lifts_the_question_of_a_second_person_stands_in_the_audit(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute(SET, ["fees.refund_approval_limit", Jsonb(200)])
        connection.execute("update public.courses set price = 1")
        lines = connection.execute(
            """select distinct table_name, new_values, admin_id from public.admin_logs
               where new_values ?| array['fees.refund_approval_limit', 'price'] order by table_name"""
        ).fetchall()
    assert lines == [
        ("company_settings", {"fees.refund_approval_limit": 200}, SAM.id),
        ("courses", {"price": 1}, SAM.id),
    ]


def test_the_same_value_again_changes_nothing(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute(SET, [CAPACITY, Jsonb(25)])
        assert connection.execute(SET, [CAPACITY, Jsonb(25)]).fetchone() == (False,)
        count = connection.execute("select count(*) from public.admin_logs where action = 'settings_updated'")
        assert count.fetchone() == (1,)


@pytest.mark.parametrize("nothing", [None, Jsonb(None)])
def test_no_value_is_back_to_the_default(database: Database, nothing: object) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute(SET, [CAPACITY, Jsonb(25)])
        connection.execute(SET, ["mentor.review_sla_hours", Jsonb(60)])
        assert connection.execute(SET, [CAPACITY, nothing]).fetchone() == (True,)
        assert held(connection) == 20
        assert held(connection, "mentor.review_sla_hours") == 60


@pytest.mark.parametrize("who", ["enzo", "maya", "farah", "marco", "tara", "alice"])
def test_nobody_else_changes_settings(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(SET, [CAPACITY, Jsonb(25)])


def test_an_enrolment_manager_is_shown_no_settings_and_a_mentor_may_not_ask(database: Database) -> None:
    ask = "select * from private.settings_in_force()"
    with database.acting_as(sign_in(database, "enzo")) as connection:
        assert connection.execute(ask).fetchall() == []
    with database.acting_as(sign_in(database, "maya")) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(ask)


def test_who_only_reads_sees_them_and_changes_none(database: Database) -> None:
    with database.acting_as(sign_in(database, "vera")) as connection:
        assert len(connection.execute("select * from private.settings_in_force()").fetchall()) > 50
        with pytest.raises(ReadOnlySqlTransaction):
            connection.execute(SET, [CAPACITY, Jsonb(25)])


def test_fee_settings_are_a_superadmins(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        assert connection.execute(SET, ["fees.grace_days", Jsonb(5)]).fetchone() == (True,)
    with database.acting_as(sign_in(database, NADIA)) as connection:
        may = connection.execute("select may_change from private.settings_in_force() where key = 'fees.grace_days'")
        assert may.fetchone() == (False,)
        with pytest.raises(InsufficientPrivilege, match=r"setting\.not_allowed"):
            connection.execute(SET, ["fees.grace_days", Jsonb(5)])


def test_another_school_is_not_touched(database: Database) -> None:
    with database.acting_as(sign_in(database, "mallory"), keep=True) as connection:
        connection.execute(SET, [CAPACITY, Jsonb(3)])
    with database.as_owner() as owner:
        ask = "select private.setting(%s, %s)"
        assert owner.execute(ask, [LAKESIDE.id, CAPACITY]).fetchone() == (3,)
        assert owner.execute(ask, [NORTHGATE.id, CAPACITY]).fetchone() == (20,)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (CAPACITY, 501, "mentor.capacity must be a whole number from 1 to 500."),
        (CAPACITY, "many", "mentor.capacity must be a whole number from 1 to 500."),
        ("fees.penalty_amount", -1, "fees.penalty_amount must be a number from 0 to 1000000."),
        ("fees.penalty_type", "some", "fees.penalty_type must be one of none, fixed, percentage."),
        ("banner.message", "x" * 301, "banner.message must be text of at most 300 characters."),
        ("learning.drip_default", 1, "learning.drip_default must be yes or no."),
        ("learning.feedback_gate_from", "soon", "learning.feedback_gate_from must be a day, such as 2026-04-10."),
        (
            "learning.progress_weights",
            {"video": 2, "assignment": 0},
            "learning.progress_weights must be a number from 0 to 1 for each of video, assignment.",
        ),
        ("fees.billing_cc", ["x"], "fees.billing_cc must be a list of at most 5 e-mail addresses."),
        ("onboarding.questions", [1], "onboarding.questions must be a list of at most 100, each with id, text, type, required, options; a type is text, single_choice, multi_choice, number, file or rating."),
        ("mentor.review_warn_hours", 60, "mentor.review_warn_hours must not be after mentor.review_sla_hours."),
        ("mentor.capasity", 5, "There is no setting mentor.capasity."),
    ],
)  # fmt: skip
def test_a_refusal_says_the_key_and_its_range(database: Database, key: str, value: object, sentence: str) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection, pytest.raises(InvalidParameterValue) as refused:
        connection.execute(SET, [key, Jsonb(value)])
    said = refusal_of(DBAPIError("", {}, refused.value))
    assert said is not None
    assert (said.kind, said.sentence, said.field) == (Kind.INVALID, sentence, key)


def test_an_admin_says_what_the_school_is_called(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        connection.execute("select private.set_branding(' North ', null, '#AA0011')")
        row = connection.execute(
            "select company_name, logo_url, primary_color, updated_by from public.company_settings"
        )
        assert row.fetchone() == ("North", None, "#aa0011", NADIA.id)
    with database.acting_as(sign_in(database, "enzo")) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("select private.set_branding('Mine')")
