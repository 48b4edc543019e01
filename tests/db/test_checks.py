"""`growthos check` finds nothing in a sound database, and names what was broken by hand."""

from __future__ import annotations

import pytest

from growthos_ui.db.checks import CHECKS, found, run
from tests.database import clone
from tests.finance.bills import pass_night

# One break for each check, made with the triggers switched off.
BREAKS = {
    "Progress is what its base tables say": "update dashboard.student_progress set marks = marks + 1",
    "Active weeks are what the activity says": "delete from dashboard.learner_weeks",
    "Marks of each assignment are summed right": "update dashboard.mark_figures set marks = marks + 1",
    "Active weeks are summed right": "update dashboard.week_figures set enrolments = enrolments + 1",
    "Enrolments are summed right by state, result and progress": "update dashboard.progress_figures set enrolments = enrolments + 1",
    "Watching is summed right": "delete from dashboard.watching_figures",
    "Acts are counted under their person": "update dashboard.activity_figures set acts = acts + 1",
    "Watching stands in the course of its recording": "update public.student_recordings set course_id = module_id",
    "Each installment stands as its bill and its ledger say": "update dashboard.installment_standing set paid_milli = paid_milli + 1",
    "Each installment stood before as its terms and its ledger say": "update dashboard.installment_past set paid_milli = paid_milli + 1",
    "What is owed is summed right": "update dashboard.owed_figures set installments = installments + 1",
    "What came in is summed right": "delete from dashboard.cash_figures",
    "Documents are counted under their kind and day": "update dashboard.document_figures set documents = documents + 1",
    "A student's mentor is the one of the open assignment": "update public.students set mentor_id = null",
    "Enrolments carry the scope of their student": "update public.course_enrollments set mentor_id = null",
    "An account's role is the one in force": "update public.users set role = 'mentor' where role = 'admin'",
    "An invoice is the sum of its installments": "update public.invoices set amount_credited = amount_credited + 1",
    "What was allocated of a payment is the payment": "update dashboard.money_acts set amount = amount + 1",
    "An installment says what the ledger says of it": "update public.installment_plans set amount_credited = 1 where remaining_milli > 0",
    "What is open is what the terms and the ledger leave": "update public.installment_plans set issue_date = issue_date - 1",
    "The state of an installment is the one of the facts and the day": "update public.installment_plans set status = 'due'",
    "Receipts and invoices are numbered without a gap": "update dashboard.counters set value = value + 1",
    "A closed month is what was told of it": "delete from dashboard.month_acts where kind = 'reopened'",
    "What came on a promise is what the ledger says": "update dashboard.promises set received_milli = received_milli + 1",
}


@pytest.fixture(scope="module", autouse=True)
def night(database):
    """As every morning: what depends on the day says what it says today."""
    pass_night(database)


def test_a_sound_database_passes_every_check(database):
    assert run(database.owner_url) == []


def test_every_check_has_its_break():
    assert set(BREAKS) == {check.sentence for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=[each.sentence for each in CHECKS])
def test_each_check_finds_what_was_broken_by_hand(check, database):
    with database.as_owner() as owner:
        break_by_hand(owner, check.sentence)
        assert found(owner, check) != []
        owner.rollback()


def test_what_was_broken_is_named_by_the_command(server, template, capsys):
    broken, sentence = clone(server, template=template), CHECKS[0].sentence
    pass_night(broken)
    with broken.as_owner() as owner:
        break_by_hand(owner, sentence)
    assert sentence in run(broken.owner_url)
    assert f"✗ {sentence}: " in capsys.readouterr().out
    server.drop_database(broken.name)


def break_by_hand(owner, sentence):
    """Change or delete with the triggers switched off."""
    words = BREAKS[sentence].split()
    table = words[1 if words[0] == "update" else 2]
    owner.execute(f"alter table {table} disable trigger user")
    owner.execute(BREAKS[sentence])
