"""Law: a number on a screen is worked out where metrics are declared, or by the machine behind every list.

Of money nothing else adds anything up either: not text in Python, and in SQL only the functions that keep the ledger.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import ROOT, calls, name_of, parsed, python_files

_AGGREGATE = re.compile(r"func\.(count|sum|avg|percentile_\w+|mode|stddev\w*|var_\w+)(\.|$)")
# The registry's modules: the shapes of metrics, and beside each domain's declarations the measures of its charts.
_REGISTRY = re.compile(r"growthos_ui/(metrics/\w+|listing/\w+|\w+(/\w+)*/measures)\.py")
# Elsewhere, each with its reason.
_BESIDE = {
    "growthos_ui/learning/naming.py": "which of the spellings is the commonest: it decides, and is shown nowhere",
    "growthos_ui/people/profile/questions.py": "medians of peers beside one learner's own numbers: no figure of its own",
    "growthos_ui/support/queries.py": "how many messages wait for oneself: a badge",
    "growthos_ui/finance/waits.py": "how many requests about one student are not named on their page",
    "growthos_ui/finance/dues.py": "what one student owes and has paid, before and after an act of money on several lines",
    "growthos_ui/finance/enrolling.py": "what is billed and left of one place, before and after it is billed or taken back",
    "growthos_ui/finance/part.py": "what is left of one bill and of one student, before and after an act of money on them",
    "growthos_ui/finance/splits.py": "the sums of today, put back to a past day, which figures and lists read in place of rows",
    "growthos_ui/finance/hindsight.py": "what the ledger had done to one installment by a day: the rows, not a figure of them",
}
_MONEY_ADDED_UP = re.compile(
    r"\b(sum|avg|percentile_\w+)\s*\(\s*(distinct\s+)?[^()]*(amount|milli|price|penalty|paid|fee|refunded)",
    re.IGNORECASE,
)
# What keeps the books, each with its reason; nothing of it is shown as a figure.
_BOOKS = {
    "finance/766_parts_make_the_bill.sql": "the parts of a bill are the bill",
    "finance/780_installment_payments.sql": "the lines of an act are the act",
    "finance/783_promises.sql": "what came on one part since a promise on it",
    "finance/791_following_money.sql": "the ledger summed into its part, the parts into their bill and place",
    "finance/792_second_person.sql": "what one person let go of today, held against the limit",
    "finance/793_cancelling.sql": "what was still to come on a bill that is taken back",
    "finance/793_billing.sql": "a discount is spread over the parts that are left",
    "finance/794_acts_of_money.sql": "an act is the sum of its lines",
    "finance/795_receiving.sql": "what one learner owes, before money is taken",
    "finance/799_importing_bills.sql": "the parts of a bill that is brought in add up to the price of the place",
    "finance/799_proposing.sql": "what a learner owes, held against a line of the bank",
    "finance/799_sums_of_files.sql": "a file's own sums, to compare with the paper that it came from",
    "finance/799_importing_payments.sql": "a file of payments is allocated as one payment after the other",
    "finance/796_returning.sql": "what is left of a payment, before money goes back",
    "finance/799_paper.sql": "an account on paper adds up to its balance, line by line",
    "finance/799_promises.sql": "what a payment that is undone had paid on each installment, taken from what came before its promise",
    "finance/799_cash.sql": "the ledger summed by day, and compared",
    "finance/799_standing.sql": "installments summed by what they are alike in, and compared",
    "finance/799_months.sql": "what a month is closed with, kept, and compared; figures of months that are not closed are sums of the ledger's own sums",
    "finance/799_auditing.sql": "whether all of the above is so, row by row",
}


def aggregates(path):
    return [name for name, _ in calls(path) if _AGGREGATE.match(name)]


@pytest.mark.parametrize(
    "path",
    # every process collects all tests: what is parsed here is parsed by each of them
    [each for each in python_files("growthos_ui", "state", "pages", "components") if "func." in each.read_text()],
    ids=name_of,
)
def test_aggregates_stand_in_the_registrys_modules(path):
    assert not aggregates(path) or _REGISTRY.fullmatch(name_of(path)) or name_of(path) in _BESIDE


def test_the_law_sees_aggregates_and_its_exceptions_are_still_needed():
    found = {name_of(path) for path in python_files("growthos_ui") if aggregates(path)}
    assert "growthos_ui/metrics/metric.py" in found
    assert set(_BESIDE) <= found


def texts_that_add_up_money(path):
    return [
        node.value
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _MONEY_ADDED_UP.search(node.value)
    ]


@pytest.mark.parametrize("path", python_files("growthos_ui", "state", "pages", "components"), ids=name_of)
def test_no_text_in_python_adds_up_money(path):
    assert not texts_that_add_up_money(path)


def test_in_sql_only_what_keeps_the_books_adds_up_money():
    sql = ROOT / "growthos_ui" / "sql"
    found = {
        path.relative_to(sql).as_posix()
        for path in sql.rglob("*.sql")
        if _MONEY_ADDED_UP.search(re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8")))
    }
    assert found == set(_BOOKS)


def test_the_law_sees_text_that_adds_up_money():
    assert _MONEY_ADDED_UP.search("select sum(p.amount) from installment_plans p")
    assert _MONEY_ADDED_UP.search("coalesce(SUM( remaining_milli ), 0)")
    assert not _MONEY_ADDED_UP.search("select sum(p.rows)")
