"""Settings are only known keys, each of its kind and within its range; a missing key means its default."""

from typing import Any

import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue
from psycopg.types.json import Jsonb

from growthos_ui.growth.keys import LABELS, NOT_READ_HERE
from tests.cast import NORTHGATE
from tests.database import Database, sign_in

CHECK = "select private.check_settings(%s)"


def nested(key: str, value: object) -> Jsonb:
    section, name = key.split(".")
    return Jsonb({section: {name: value}})


# What the product's documents name, group by group.
DOCUMENTED = {
    "fees": "standard_amount max_installments gap_days window_days grace_days penalty_type penalty_amount unpaid_newcomer_days "
    "refund_approval_limit payment_methods invoice_notes suspension_note billing_cc",
    "comms": "notification_cc",
    "learning": "watched_threshold_pct progress_weights sequential_default drip_default feedback_gate_from",
    "risk": "no_login_days stuck_recording_days stuck_assignment_days missed_sessions_count missed_window_days critical_days",
    "recovery": "inactive_days max_attempts days_between churn_days template country_code",
    "mentor": "capacity review_sla_hours review_warn_hours",
    "support": "sla_hours",
    "sessions": "default_minutes join_before_minutes",
    "leaderboard": "points",
    "security": "idle_minutes session_hours max_login_attempts lock_minutes password_min reset_minutes activation_days",
    "integrations": "meta_version shopify_version default_days max_days",
    "onboarding": "video_url document_url questions",
    "banner": "message start end colour",
    "contact": "email phone address lms_url",
}
# Read under a name that is put together there.
_PUT_TOGETHER = {"retention.sign_ins_days", "retention.errors_days", "retention.notifications_days"}


def test_every_documented_setting_is_there_and_what_nothing_reads_says_so(database: Database) -> None:
    with database.as_owner() as connection:
        keys = {key for (key,) in connection.execute("select key from private.setting_keys()")}
        reading = " ".join(
            source
            for (source,) in connection.execute(
                "select prosrc from pg_proc where pronamespace = 'private'::regnamespace and proname !~ 'setting'"
            )
        )
    named = {f"{group}.{name}" for group, names in DOCUMENTED.items() for name in names.split()}
    assert named <= keys
    assert keys <= set(LABELS)
    unread = {key for key in keys if f"'{key}'" not in reading} - _PUT_TOGETHER
    assert unread == set(NOT_READ_HERE)


def test_every_default_passes_its_own_check(database: Database) -> None:
    with database.as_owner() as connection:
        defaults = connection.execute("select key, fallback from private.setting_keys()").fetchall()
        assert len(defaults) > 50
        whole: dict[str, dict[str, Any]] = {}
        for key, value in defaults:
            connection.execute(CHECK, [nested(key, value)])
            whole.setdefault(key.split(".")[0], {})[key.split(".")[1]] = value
        connection.execute(CHECK, [Jsonb(whole)])


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("learning.watched_threshold", 90, "unknown"),
        ("lerning.watched_threshold_pct", 90, "unknown"),
        ("learning.watched_threshold_pct", 49, "out_of_range"),
        ("learning.watched_threshold_pct", 100.5, "out_of_range"),
        ("learning.watched_threshold_pct", "90", "wrong_kind"),
        ("learning.watched_threshold_pct", None, "wrong_kind"),
        ("learning.sequential_default", "yes", "wrong_kind"),
        ("learning.progress_weights", {"video": 0.6, "assignment": 0.5}, "sum_not_one"),
        ("learning.progress_weights", {"video": 1}, "out_of_range"),
        ("learning.progress_weights", {"video": 1, "assignment": 0, "luck": 0}, "out_of_range"),
        ("learning.progress_weights", {"video": "0.6", "assignment": 0.4}, "out_of_range"),
        ("learning.feedback_gate_from", "2026-02-31", "wrong_kind"),
        ("fees.max_installments", 2.5, "wrong_kind"),
        ("fees.max_installments", 13, "out_of_range"),
        ("fees.window_days", 30, "not_below_gap"),
        ("fees.penalty_type", "perhaps", "out_of_range"),
        ("fees.billing_cc", ["a@b.example"] * 6, "out_of_range"),
        ("fees.billing_cc", ["<a@b.example>"], "out_of_range"),
        ("contact.email", "A Name <a@b.example>", "wrong_kind"),
        ("contact.email", "<a@b>", "wrong_kind"),
        ("contact.email", "a@b..example", "wrong_kind"),
        ("fees.billing_cc", ["nobody"], "out_of_range"),
        ("fees.payment_methods", ["cash"], "out_of_range"),
        ("fees.payment_methods", [{"name": "Bank", "pin": "1234"}], "out_of_range"),
        ("fees.payment_methods", [{"name": {"of": "a bank"}}], "out_of_range"),
        ("fees.payment_methods", [{"name": "Bank", "enabled": "maybe"}], "out_of_range"),
        ("onboarding.questions", [{"text": "How old?", "type": "essay"}], "out_of_range"),
        ("onboarding.questions", [{"text": "How old?", "options": [1]}], "out_of_range"),
        ("mentor.review_warn_hours", 49, "after_the_deadline"),
        ("onboarding.video_url", "http://video.example/a", "wrong_kind"),
        ("banner.message", "x" * 301, "out_of_range"),
        ("counters.student", 7, "unknown"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(database: Database, key: str, value: object, reason: str) -> None:
    with (
        database.as_owner() as connection,
        pytest.raises(InvalidParameterValue, match=rf"setting\.{reason}") as refused,
    ):
        connection.execute(CHECK, [nested(key, value)])
    assert refused.value.diag.message_detail.split('"')[3] in {key, key.split(".", maxsplit=1)[0]}


@pytest.mark.parametrize("whole", [[], "text", {"learning": 90}, None])
def test_settings_are_an_object_of_objects(database: Database, whole: object) -> None:
    with database.as_owner() as connection, pytest.raises(InvalidParameterValue):
        connection.execute(CHECK, [Jsonb(whole)])


def test_a_percentage_penalty_is_at_most_all_of_it(database: Database) -> None:
    with database.as_owner() as connection:
        connection.execute(CHECK, [Jsonb({"fees": {"penalty_type": "fixed", "penalty_amount": 500}})])
        with pytest.raises(InvalidParameterValue, match="out_of_range"):
            connection.execute(CHECK, [Jsonb({"fees": {"penalty_type": "percentage", "penalty_amount": 500}})])


def test_the_table_refuses_what_the_check_refuses(database: Database) -> None:
    with database.as_owner() as connection, pytest.raises(InvalidParameterValue, match=r"setting\.unknown"):
        connection.execute("update public.company_settings set settings = %s", [nested("fees.gap_dais", 3)])


def test_a_setting_is_the_organisations_or_its_default_and_a_misspelt_key_is_an_error(database: Database) -> None:
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        ask = "select private.setting(%s, %s)"
        assert connection.execute(ask, [NORTHGATE.id, "mentor.capacity"]).fetchone() == (20,)
        connection.execute(
            "update public.company_settings set settings = %s where organization_id = %s",
            [nested("mentor.capacity", 7), NORTHGATE.id],
        )
        assert connection.execute(ask, [NORTHGATE.id, "mentor.capacity"]).fetchone() == (7,)
        assert connection.execute(ask, [NORTHGATE.id, "mentor.review_sla_hours"]).fetchone() == (48,)
        with pytest.raises(InvalidParameterValue, match=r"setting\.unknown"):
            connection.execute(ask, [NORTHGATE.id, "mentor.capasity"])


def test_new_weights_count_every_learner_anew(database: Database) -> None:
    pct = "select array_agg(progress_pct order by id) from dashboard.student_progress where organization_id = %s"
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        (before,) = connection.execute(pct, [NORTHGATE.id]).fetchone()
        connection.execute("update public.assignments set is_active = false where title = 'Work 1.2'")
        connection.execute(
            "update public.company_settings set settings = %s where organization_id = %s",
            [nested("learning.progress_weights", {"video": 0, "assignment": 1}), NORTHGATE.id],
        )
        (after,) = connection.execute(pct, [NORTHGATE.id]).fetchone()
    assert set(before) == {50}  # one of two recordings, one of two assignments
    assert set(after) == {100}  # the one assignment left is approved


def test_a_flag_is_the_organisations_or_its_default(database: Database) -> None:
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        ask = "select private.flag(%s, %s)"
        assert connection.execute(ask, [NORTHGATE.id, "sequential_unlock"]).fetchone() == (True,)
        assert connection.execute(ask, [NORTHGATE.id, "late_penalty"]).fetchone() == (False,)
        assert connection.execute(ask, [NORTHGATE.id, "no_such_flag"]).fetchone() == (False,)
        connection.execute(
            "insert into public.feature_flags (organization_id, flag_name, is_enabled) values (%s, 'sequential_unlock', false)",
            [NORTHGATE.id],
        )
        assert connection.execute(ask, [NORTHGATE.id, "sequential_unlock"]).fetchone() == (False,)


@pytest.mark.parametrize("who", ["enzo", "maya", "mallory"])
def test_nobody_changes_the_settings_of_a_school_past_the_law(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        try:
            changed = connection.execute(
                "update public.company_settings set company_name = 'Ours' where organization_id = %s", [NORTHGATE.id]
            ).rowcount
        except InsufficientPrivilege:
            changed = 0
    assert changed == 0


def test_all_settings_together_are_short_enough_to_be_read_by_every_page(database: Database) -> None:
    with (
        database.as_owner() as connection,
        pytest.raises(InvalidParameterValue, match=r"setting\.too_large"),
    ):
        connection.execute(CHECK, [nested("onboarding.questions", [{"text": "x" * 70_000}])])


def test_a_late_fee_is_no_larger_than_money_can_be(database: Database) -> None:
    """The night would fail for the whole school."""
    with (
        database.as_owner() as connection,
        pytest.raises(InvalidParameterValue, match=r"setting\.out_of_range"),
    ):
        connection.execute(CHECK, [nested("fees.penalty_amount", 10**30)])
