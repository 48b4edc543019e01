"""The audit, as each person sees it, and one entry of it told."""

from __future__ import annotations

import pytest

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.oversight.entries import value_words
from growthos_ui.oversight.words import ACTIONS, SECURITY_EVENTS, description_words
from state.actor import ActorState
from state.audit import AuditEntryState, AuditState
from tests.cast import BY_KEY
from tests.oversight.doing import note_about_alice, rename_course
from tests.oversight.writes import AUDIT, bodies, written
from tests.screens import open_screen


async def rows_of(pipeline, database, key, query=""):
    tab = await open_screen(pipeline, database, key, f"/oversight/audit{query}")
    return tab.shown(AuditState, "rows")


async def open_first(pipeline, database, key, query):
    tab = await open_screen(pipeline, database, key, f"/oversight/audit{query}")
    await tab.send(AuditEntryState.open, {"entry_id": tab.shown(AuditState, "rows")[0]["id"]})
    return (await tab.kept(AuditEntryState)).entry


async def test_a_change_stands_in_the_audit_with_who_made_it_and_where(pipeline, database):
    rename_course(database, "nadia", "Arithmetic anew")
    row = (await rows_of(pipeline, database, "nadia", "?table=courses"))[0]
    assert (row["actor_name"], row["actor_role"], row["action"], row["table_name"]) == (
        "Nadia Rahman", "Admin", "Changed", "Courses",
    )  # fmt: skip


async def test_an_admin_sees_ordinary_entries_only_and_a_superadmin_all(pipeline, database):
    everything = {row["id"]: row["sensitivity"] for row in await rows_of(pipeline, database, "sam")}
    assert set(everything.values()) == {"Ordinary", "Restricted"}
    seen = {row["id"] for row in await rows_of(pipeline, database, "vera")}
    assert seen & set(everything)
    assert {everything[each] for each in seen & set(everything)} == {"Ordinary"}


async def test_who_sees_no_restricted_entries_is_not_offered_them_and_an_address_that_asks_is_told_why(
    pipeline, database
):
    tab = await open_screen(pipeline, database, "vera", "/oversight/audit?sensitivity=restricted")
    assert tab.shown(AuditState, "refusal") == DENIED[Permission.OVERSIGHT_RESTRICTED_READ]
    offered = {key: (await open_screen(pipeline, database, key, "/oversight/audit")) for key in ("vera", "sam")}
    heads = {key: "sensitivity" in tab.shown(AuditState, "rows")[0] for key, tab in offered.items()}
    assert heads == {"vera": False, "sam": True}


async def test_a_mentor_sees_what_they_did_themselves(pipeline, database):
    assert {row["actor_name"] for row in await rows_of(pipeline, database, "maya")} == {"Maya Iqbal"}


async def test_what_a_superadmin_did_is_told_without_the_name_to_those_who_may_not_see_it(pipeline, database):
    rename_course(database, "sam", "Arithmetic of Sam")
    assert "A superadmin" in {row["actor_name"] for row in await rows_of(pipeline, database, "nadia", "?table=courses")}
    assert "Sam Okafor" in {row["actor_name"] for row in await rows_of(pipeline, database, "sam", "?table=courses")}


@pytest.mark.parametrize("query", ["?q=alice", "?who=none", "?action=auto_suspended", "?when=today&table=students"])
async def test_an_entry_is_found_by_the_person_affected_who_did_it_what_and_when(query, pipeline, database):
    note_about_alice(database)
    row = (await rows_of(pipeline, database, "nadia", query))[0]
    assert (row["person_name"], row["actor_name"], row["action"]) == ("Alice Ahmed", "The program", "Suspended by rule")


async def test_an_opened_entry_says_the_changed_columns_before_and_after_and_nothing_else(pipeline, database):
    note_about_alice(database)
    entry = await open_first(pipeline, database, "nadia", "?action=auto_suspended")
    assert (entry.face, entry.kind) == ("ready", "update")
    (part, status) = [(each.name, each.before, each.after) for each in entry.changes]
    assert status == ("LMS status", "active", "suspended")
    assert (part[:2], part[2][-2:]) == (("Installment", "—"), "-1")  # its name, not its id
    assert ("Table", "Students") in [(fact.name, fact.words) for fact in entry.facts]


async def test_an_entry_that_is_not_for_the_reader_is_the_same_as_none(pipeline, database):
    restricted = (await rows_of(pipeline, database, "sam", "?sensitivity=restricted"))[0]["id"]
    tab = await open_screen(pipeline, database, "nadia", "/oversight/audit")
    await tab.send(AuditEntryState.open, {"entry_id": restricted})
    assert (await tab.kept(AuditEntryState)).entry.face == "missing"


@pytest.mark.parametrize(("key", "may"), [("sam", True), ("nadia", False), ("maya", False)])
async def test_only_a_superadmin_takes_the_audit_away(key, may, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/oversight/audit")
    assert tab.shown(AuditState, "may_export") is may


@pytest.mark.parametrize("key", ["enzo", "tara", "marco", "farah"])
async def test_who_has_no_oversight_is_refused_and_told_so_and_that_is_written_down(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/oversight/audit")
    assert not tab.shown(AuditState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show the audit."
    with database.as_owner() as owner:
        kept = owner.execute(_REFUSED, [BY_KEY[key].id]).fetchall()
    assert kept == [("audit", "Was told: Your role does not show the audit.", "restricted")]


_REFUSED = "select table_name, description, sensitivity from public.admin_logs where action = 'access_denied' and admin_id = %s"


async def test_security_events_are_a_click_away_and_what_was_refused_is_among_them(pipeline, database):
    await open_screen(pipeline, database, "tara", "/oversight/audit")
    assert set(SECURITY_EVENTS) <= set(ACTIONS)
    rows = await rows_of(pipeline, database, "sam", f"?action={','.join(SECURITY_EVENTS)}")
    assert {(row["actor_name"], row["action"]) for row in rows} >= {("Tara Silva", "Refused")}
    assert {row["action"] for row in rows} <= {ACTIONS[each] for each in SECURITY_EVENTS}


def test_ids_are_names_where_they_are_known_and_the_rest_reads_as_words():
    names = {"7d5b0c9e-0000-4000-8000-000000000001": "Maya Iqbal"}
    assert value_words("7d5b0c9e-0000-4000-8000-000000000001", names) == "Maya Iqbal"
    assert [value_words(each, {}) for each in (None, True, 3, "", ["a"])] == ["—", "Yes", "3", "Empty", '["a"]']


def test_what_a_trigger_wrote_of_a_row_is_told_without_names_of_tables():
    assert (
        description_words("Changed in installment_plans: due_key, lms_status, mentor_id.")
        == "Changed in installments: LMS status, mentor."
    )
    assert description_words("Added to installment_plans.") == "Added to installments."
    assert description_words("Set fees.penalty_amount.") == "Set late fee, how much."
    assert description_words("Payment of PKR 10000.00 of 2026.") == "Payment of PKR 10,000.00 of 2026."


@pytest.fixture(scope="module")
def audited(database):
    """Every action that a function of ours can write into the audit."""
    with database.as_owner() as owner:
        return written(bodies(owner), "admin_logs", "action", AUDIT)


def test_everything_that_the_database_writes_into_the_audit_has_its_words(audited):
    assert sorted(audited - set(ACTIONS)) == [], "give each a name in growthos_ui/oversight/words.py"
    by_an_import = {"job.import_oulad"}
    assert sorted(set(ACTIONS) - audited - set(DOCUMENTED.split()) - by_an_import) == [], (
        "a choice that nothing can ever have"
    )


# What the product's documents name of the audit; "insert", "update" and "delete" are its trigger's.
DOCUMENTED = """
    insert update delete
    student_created staff_created role_changed login_blocked login_unblocked user_deactivated password_changed session_revoked
    login_failed_locked organization_switched
    enrollment_created enrollment_cancelled discount_applied enrollment_missing_target drip_override_updated sequential_override_updated
    invoice_created invoice_paid invoice_refunded invoice_resent invoice_cancelled fee_extension_granted fee_extension_cleared
    penalty_applied penalty_waived written_off refund_approved
    lms_suspended lms_activated auto_suspended auto_reactivated scheduled_suspension_created scheduled_suspension_cancelled
    scheduled_suspension_executed access_expired
    manual_unlock manual_unlock_revoked submission_reviewed course_completed
    mentor_assigned mentor_assignment_ended capacity_overridden
    integration_connected integration_disconnected credentials_rotated settings_updated flag_changed
    export_downloaded data_access access_denied
    job.installments job.lifecycle job.recovery_check job.leaderboard job.performance job.outbox job.shopify_sync job.meta_sync job.sessions
"""
WRITTEN_BY_NOTHING = {
    "enrollment_missing_target": "a place without a course is refused",
    "drip_override_updated": "said when a place is given, and stands in the line of that",
    "sequential_override_updated": "said when a place is given, and stands in the line of that",
    "integration_connected": "no account elsewhere is connected yet",
    "integration_disconnected": "no account elsewhere is connected yet",
    "credentials_rotated": "no account elsewhere is connected yet",
    "job.shopify_sync": "no account elsewhere is connected yet",
    "job.meta_sync": "no account elsewhere is connected yet",
    "job.outbox": "runs every few minutes: dashboard.job_runs has it",
    "job.sessions": "runs every few minutes: dashboard.job_runs has it",
}


def test_each_documented_action_is_written_by_something_or_it_is_said_why_not(audited):
    named = set(DOCUMENTED.split())
    assert named <= set(ACTIONS)
    assert named - audited == set(WRITTEN_BY_NOTHING)


def test_a_word_that_is_only_compared_with_is_written_by_nobody():
    source = """
      if p_kind = 'staff_created' and found = 'job.risk' then
        perform private.log_admin_action(here, case p_kind when 'role_changed' then 'auto_suspended' else 'auto_reactivated' end,
          'students', null, format('(%s, now', 'login_blocked'));
      end if;"""
    assert written([source], "admin_logs", "action", AUDIT) == {"auto_suspended", "auto_reactivated"}
    put = "insert into public.admin_logs (admin_id, action) select coalesce(a, b), 'delete' from x where y = 'insert'"
    assert written([put], "admin_logs", "action", AUDIT) == {"delete"}
