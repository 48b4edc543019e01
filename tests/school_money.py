"""The money of the small school: each learner has a bill of two parts, the first paid by transfer."""

from uuid import UUID

import psycopg

from tests.cast import School
from tests.school_ground import row_id, run


def add_money(connection: psycopg.Connection, school: School, key: str, student_id: UUID) -> None:
    """Bill the learner's enrolment of 3,000 in two halves, and enter one payment on the first."""
    names = ("enrollment", "invoice", "part 1", "part 2", "payment", "way", "paper")
    ids = {name.replace(" ", "_"): row_id(school, f"{name} {key}") for name in names}
    for statement in (
        _WAY,
        _INVOICE,
        _PARTS,
        _ACT,
        _ENTRY,
        _PAID,
        _PART_PAID,
        _MAIL,
        _HELD,
        _PAPER,
        _ASKED,
        _LET_GO,
        _BILLED,
        _PROOF,
    ):
        run(connection, school, statement, student=student_id, key=key, **ids)


_WAY = """insert into public.payment_methods (id, organization_id, student_id, method_type, last_four, is_default)
    values (%(way)s, %(org)s, %(student)s, 'bank_account', '4711', true)"""
_INVOICE = """insert into public.invoices
    (id, organization_id, enrollment_id, currency, list_amount, amount, status, issue_date, due_date, created_by)
    values (%(invoice)s, %(org)s, %(enrollment)s, 'PKR', 3000, 3000, 'issued', '2026-02-02', '2026-03-09', %(head)s)"""
_PARTS = """insert into public.installment_plans
    (id, organization_id, invoice_id, installment_number, amount, issue_date, due_date, status, created_at)
    values (%(part_1)s, %(org)s, %(invoice)s, 1, 1500, '2026-02-02', '2026-02-07', 'pending', '2026-02-02 09:00+00'),
           (%(part_2)s, %(org)s, %(invoice)s, 2, 1500, '2026-03-04', '2026-03-09', 'pending', '2026-02-02 09:00+00')"""
_ACT = """insert into dashboard.money_acts (id, organization_id, student_id, kind, currency, amount, method, payment_method_id,
                                            reference, occurred_on, request_hash, recorded_by)
    values (%(payment)s, %(org)s, %(student)s, 'payment', 'PKR', 1500, 'bank_transfer', %(way)s,
            'transfer of ' || %(key)s, '2026-02-05', sha256(%(key)s::bytea), %(head)s)"""
_ENTRY = """insert into public.installment_payments (organization_id, act_id, installment_id, amount)
    values (%(org)s, %(payment)s, %(part_1)s, 1500)"""
_HELD = """insert into dashboard.suspension_holds (organization_id, student_id, until, reason, held_by)
    values (%(org)s, %(student)s, '2026-02-10', 'The transfer is on its way.', %(head)s)"""
_PROOF = """insert into dashboard.proof_files (organization_id, student_id, act_id, name, media_type, body, added_by)
    values (%(org)s, %(student)s, %(payment)s, 'slip.pdf', 'application/pdf', '%%PDF-1.7', %(head)s)"""
_ASKED = """insert into dashboard.money_approvals (organization_id, student_id, kind, currency, amount, about, reason, request, expires_on, asked_by)
    values (%(org)s, %(student)s, 'refund', 'PKR', 900, 'The first part', 'They moved away.', '{}', '2199-12-31', %(head)s)"""
_LET_GO = """insert into dashboard.money_let_go (organization_id, student_id, kind, currency, amount, done_by, done_on)
    values (%(org)s, %(student)s, 'credit', 'PKR', 100, %(head)s, '2026-02-05')"""
_BILLED = """insert into dashboard.place_acts (organization_id, enrollment_id, idempotency_key, request_hash, done_by)
    values (%(org)s, %(enrollment)s, 'bill of ' || %(key)s, sha256(%(key)s::bytea), %(head)s)"""
_PAID = """update public.installment_plans set amount_paid = 1500, status = 'paid', paid_at = '2026-02-05 09:00+00'
    where id = %(part_1)s"""
_MAIL = """insert into dashboard.outbox (organization_id, student_id, kind, act_id, dedupe_key, status, recipient, message_id, sent_at, queued_by)
    values (%(org)s, %(student)s, 'invoice_paid', %(payment)s, 'receipt of ' || %(key)s, 'sent', %(key)s || '@mail.example',
            '<' || %(key)s || '@mail.example>', '2026-02-05 09:00+00', %(head)s)"""
_PART_PAID = """update public.invoices set amount_paid = 1500, status = 'partially_paid', payment_method = 'bank_transfer'
    where id = %(invoice)s"""
_PAPER = """insert into dashboard.documents (id, organization_id, student_id, kind, act_id, currency, number, facts, facts_hash, body, issued_on, issued_by)
    select %(paper)s, a.organization_id, a.student_id, 'receipt', a.id, a.currency, a.receipt_number, '{}', sha256('{}'), '%%PDF-1.7', '2026-02-05', %(head)s
    from dashboard.money_acts as a where a.id = %(payment)s"""
