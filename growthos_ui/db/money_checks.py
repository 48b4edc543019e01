"""What must be true of the books. The statements stand in sql/finance/799_auditing.sql: nothing else adds up money."""

from __future__ import annotations

from growthos_ui.db.checking import Check

MONEY_CHECKS = tuple(
    Check(sentence, f"select differs from private.{function}() as differs")
    for sentence, function in (
        ("An invoice is the sum of its installments", "bills_that_differ"),
        ("What was allocated of a payment is the payment", "acts_that_differ"),
        ("An installment says what the ledger says of it", "parts_that_differ"),
        ("What is open is what the terms and the ledger leave", "parts_unlike_their_terms"),
        ("The state of an installment is the one of the facts and the day", "states_that_differ"),
        ("Receipts and invoices are numbered without a gap", "numbers_that_differ"),
        ("What came on a promise is what the ledger says", "promises_that_differ"),
        ("A closed month is what was told of it", "months_that_differ"),
    )
)
