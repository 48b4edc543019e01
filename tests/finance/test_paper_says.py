"""Whatever happened to a bill: the text of its paper, read back from the PDF, is what the rules leave, line by line."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb
from pypdf import PdfReader

from growthos_ui.finance.paper.drawing import draw
from growthos_ui.finance.paper.words import made_on, page_of
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.papers import in_words, text_of
from tests.finance.test_histories import (
    ACTS,
    GRACE,
    NUMBERS,
    PLACES,
    allowed,
    bill_of,
    bills,  # noqa: F401 - a fixture
    in_major,
    ledger_of,
)

YEAR = 12
PARTS = some.sampled_from([*NUMBERS, YEAR])
NUMBER = r"\u2212?[\d,]+(?:\.\d+)?"
PAIR = re.compile(rf"({NUMBER}) ({NUMBER})$", re.MULTILINE)
NAMES = ("محمد علی خان", "Ελένη Ørsted-Жукова", "Wolfeschlegelsteinhausenberger " * 3, '#panic("x") *no* $x$ <b> `')


@pytest.fixture(scope="module")
def papers(database, bills):  # noqa: F811
    """Play a history on a bill that was just made, and return what its papers would say; the bill stays as it was."""
    actor = sign_in(database, NADIA)
    known = bills | {(currency, YEAR): bill_of(database, currency, YEAR) for currency in PLACES}
    with psycopg.connect(database.owner_url) as owner:

        def say(currency, parts, acts):
            bill = known[currency, parts]
            acts = [{**act, "amount": in_major(act["amount"], currency)} if "amount" in act else act for act in acts]
            with owner.transaction(force_rollback=True):
                owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
                owner.execute("select private.play(%s, %s)", [bill, Jsonb(acts)])
                (student,) = owner.execute("select student_id from public.invoices where id = %s", [bill]).fetchone()
                asked = "select private.find_paper('statement', %s, %s) -> 'facts', private.find_paper('invoice', %s) -> 'facts'"
                account, invoice = owner.execute(asked, [student, currency, bill]).fetchone()
                receipts = owner.execute(
                    """select a.amount_milli, private.find_paper('receipt', a.id) -> 'facts' from dashboard.money_acts as a
                       where a.student_id = %s and a.kind = 'payment' and a.currency = %s
                         and a.undoes_id is null and not private.is_undone(a.id) order by a.receipt_number""",
                    [student, currency],
                ).fetchall()
            return account, invoice, receipts

        yield say


def drawn(facts):
    page = page_of(facts, number=facts.get("number") or "STMT-000001", revision=1, issued_on=facts["day"])
    return draw(page, made_on(facts, None))


def lines_of(body):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def milli_of(text):
    """Return thousandths of what a text says."""
    whole, _, part = text.replace("\u2212", "-").replace(",", "").partition(".")
    return int(whole + part.ljust(3, "0"))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@example("KWD", 12, [{"act": "pay", "amount": 40_000}, {"act": "days", "days": 45}, {"act": "pay", "amount": 1}])
@example("PKR", 2, [{"act": "mistake", "amount": 2}, {"act": "pay", "amount": 1}])
@example("JPY", 3, [{"act": "days", "days": 45}, {"act": "pay", "amount": 33_333}, {"act": "cancel"}])
@given(currency=some.sampled_from(list(PLACES)), parts=PARTS, acts=ACTS)
def test_the_account_on_paper_is_what_the_rules_leave(papers, currency, parts, acts):
    acts = [{**act, "part": min(act["part"], parts)} if "part" in act else act for act in acts]
    ledger = ledger_of(parts)
    paid = [act["amount"] for act in acts if allowed(ledger, act) and act["act"] == "pay"]
    account, invoice, receipts = papers(currency, parts, acts)
    unit = 10 ** (3 - PLACES[currency])

    def words(units):
        return in_words(units * unit, PLACES[currency])

    issued = [part for part in ledger.parts if part.issue <= ledger.today]
    later = [part for part in ledger.parts if part not in issued]
    owed, fees = sum(part.left for part in issued), sum(part.fee_left for part in ledger.parts)
    ahead = sum(part.amount - part.left for part in later if not part.cancelled)
    late = [part for part in issued if ledger.today > part.effective + timedelta(GRACE)]
    text = lines_of(drawn(account))
    said = [f"Open {words(owed)}", f"Balance {currency} {words(owed + fees - ahead)}"]
    for label, units in (("Late fees open", fees), ("Settled in advance", -ahead), ("Not yet issued", sum(part.left for part in later)),
                         ("Overdue", sum(part.left + part.fee_left for part in late))):  # fmt: skip
        said += [f"{label} {words(units)}"] if units else []
    assert [each for each in said if each not in text.splitlines()] == []
    moves = [(milli_of(one), milli_of(other)) for one, other in PAIR.findall(text.partition("Still to come")[0])]
    assert len(moves) == len(account["moves"])
    balance = 0
    for amount, after in moves:
        balance += amount
        assert balance == after
    assert balance == (owed + fees - ahead) * unit
    assert (
        f"Total {currency} {words(ledger.amount + sum(part.fee for part in ledger.parts if not part.waived))}"
        in text_of(drawn(invoice))
    )
    assert [milli for milli, _ in receipts] == [units * unit for units in paid]
    for milli, facts in receipts[-1:]:
        assert f"Received {currency} {in_words(milli, PLACES[currency])}" in text_of(drawn(facts))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_whole_and_is_never_markup(papers, name):
    _, invoice, _ = papers("PKR", 2, [{"act": "days", "days": 1}])
    invoice["student"]["name"] = invoice["course"] = invoice["notes"] = name
    read = text_of(drawn(invoice))
    assert [word for word in name.split() if read.count(word) < 3] == []
