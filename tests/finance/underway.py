"""A payment that is under way: everything that it writes, a place where it waits half done, and the connection that waits."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tests.database import Database


class Standing(NamedTuple):
    """Everything that a payment writes: acts, lines, what is left in thousandths, states and sums, receipts, audit, news, mails."""

    acts: int
    lines: int
    left: int
    state: str
    paid: object
    bill_state: str
    access: str
    receipt: str | None
    audit: int
    news: int
    mails: int
    counters: object

    def next_receipt(self) -> str:
        """Return the number that the next payment must have."""
        return f"RCPT-{int((self.receipt or 'RCPT-0')[5:]) + 1:06}"


def stands(database: Database, part: UUID) -> Standing:
    """Return how all of it stands, as others see it."""
    with database.as_owner() as owner:
        row = owner.execute(
            """select (select count(*) from dashboard.money_acts), (select count(*) from public.installment_payments),
                      p.remaining_milli, p.status, i.amount_paid, i.status, s.lms_status,
                      (select max(receipt_number) from dashboard.money_acts where organization_id = p.organization_id),
                      (select count(*) from public.admin_logs where action = 'invoice_paid'),
                      (select count(*) from public.notifications where type = 'invoice_paid'), (select count(*) from dashboard.outbox),
                      (select jsonb_agg(to_jsonb(c) order by c::text) from dashboard.counters as c)
               from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
               join public.students as s on s.id = p.student_id where p.id = %s""",
            [part],
        ).fetchone()
    assert row is not None
    return Standing(*row)


@contextmanager
def held(database: Database, part: UUID) -> Iterator[None]:
    """Hold the bill of a part, which a payment writes after its lines: it waits there, half done and not committed."""
    with database.as_owner() as holder:
        holder.execute(
            "select from public.invoices where id = (select invoice_id from public.installment_plans where id = %s) for no key update",
            [part],
        )
        yield
        holder.rollback()
