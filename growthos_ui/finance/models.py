"""Bills, their parts with the terms over time, and the ledger of money.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/finance.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from growthos_ui.finance.summaries import ArrivalFigures as ArrivalFigures  # noqa: PLC0414  exported from here too
from growthos_ui.finance.summaries import CashFigures as CashFigures  # noqa: PLC0414  exported from here too
from growthos_ui.finance.summaries import DocumentFigures as DocumentFigures  # noqa: PLC0414  exported from here too
from growthos_ui.finance.summaries import InstallmentPast as InstallmentPast  # noqa: PLC0414  exported from here too
from growthos_ui.finance.summaries import InstallmentStanding as InstallmentStanding  # noqa: PLC0414  exported from here too
from growthos_ui.finance.summaries import OwedFigures as OwedFigures  # noqa: PLC0414  exported from here too


class PaymentMethod(SQLModel, table=True):
    """Ways of paying that a learner has named; no number, no code. `expiry_date` is MM/YYYY."""

    __tablename__ = "payment_methods"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    method_type: str
    last_four: str | None = Field(sa_column=Column(CHAR(4), nullable=True))
    expiry_date: str | None
    provider: str | None
    provider_reference: str | None
    is_default: bool
    is_active: bool
    created_at: datetime
    updated_at: datetime


class Invoice(SQLModel, table=True):
    """Bills, one for each enrolment; penalties are beside the amount, never in it. `…_milli` is × 1,000, for filters and sorts."""

    __tablename__ = "invoices"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    enrollment_id: UUID
    course_id: UUID
    invoice_number: str
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    list_amount: Decimal = Field(max_digits=15, decimal_places=3)
    discount_amount: Decimal = Field(max_digits=15, decimal_places=3)
    discount_percentage: Decimal = Field(max_digits=6, decimal_places=3)
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    amount_paid: Decimal = Field(max_digits=15, decimal_places=3)
    amount_refunded: Decimal = Field(max_digits=15, decimal_places=3)
    amount_credited: Decimal = Field(max_digits=15, decimal_places=3)
    amount_written_off: Decimal = Field(max_digits=15, decimal_places=3)
    penalty_total: Decimal = Field(max_digits=15, decimal_places=3)
    penalty_paid: Decimal = Field(max_digits=15, decimal_places=3)
    status: str
    issue_date: date
    due_date: date
    payment_method: str | None
    notes: str | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class InstallmentPlan(SQLModel, table=True):
    """The parts of bills. `remaining_milli` is the principal still to come, × 1,000; the state is a cache of facts and the day."""

    __tablename__ = "installment_plans"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    invoice_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    installment_number: int
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    issue_date: date
    due_date: date
    extended_due_date: date | None
    effective_due_date: date
    extension_reason: str | None
    extended_by: UUID | None
    extension_count: int
    status: str
    paid_at: datetime | None
    amount_paid: Decimal = Field(max_digits=15, decimal_places=3)
    amount_refunded: Decimal = Field(max_digits=15, decimal_places=3)
    amount_credited: Decimal = Field(max_digits=15, decimal_places=3)
    amount_written_off: Decimal = Field(max_digits=15, decimal_places=3)
    penalty_amount: Decimal = Field(max_digits=15, decimal_places=3)
    penalty_paid: Decimal = Field(max_digits=15, decimal_places=3)
    penalty_applied_on: date | None
    penalty_waived_at: datetime | None
    penalty_waived_by: UUID | None
    last_entry_on: date | None
    last_after: int | None
    paid_milli: int = Field(sa_type=BigInteger)
    remaining_milli: int = Field(sa_type=BigInteger)
    penalty_remaining_milli: int = Field(sa_type=BigInteger)
    due_key: date
    issue_notice_sent_at: datetime | None
    first_reminder_sent_at: datetime | None
    second_reminder_sent_at: datetime | None
    overdue_notice_sent_at: datetime | None
    created_at: datetime
    updated_at: datetime


class InstallmentTerms(SQLModel, table=True):
    """The terms of each part over time; append-only, written by trigger."""

    __tablename__ = "installment_terms"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    place: int = Field(sa_type=BigInteger)
    organization_id: UUID
    installment_id: UUID
    student_id: UUID
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount_milli: int = Field(sa_type=BigInteger)
    penalty_milli: int = Field(sa_type=BigInteger)
    issue_date: date
    effective_due_date: date
    is_cancelled: bool
    valid_from: datetime
    recorded_at: datetime


class MoneyApproval(SQLModel, table=True):
    """Acts that let go of more money than one person may: asked for by one, decided by another."""

    __tablename__ = "money_approvals"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    kind: str
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    about: str
    reason: str
    request: dict[str, object] = Field(sa_type=JSONB)
    status: str
    idempotency_key: str
    asked_by: UUID
    asked_at: datetime
    expires_on: date
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None
    act_id: UUID | None


class ProofFile(SQLModel, table=True):
    """Files that prove payments and refunds; append-only. `size` in bytes."""

    __tablename__ = "proof_files"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    act_id: UUID
    name: str
    media_type: str
    body: bytes
    size: int
    digest: str
    added_by: UUID
    added_at: datetime


class MoneyAct(SQLModel, table=True):
    """Acts of money with one or more rows of the ledger; append-only."""

    __tablename__ = "money_acts"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    kind: str
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    method: str | None
    payment_method_id: UUID | None
    reference: str | None
    receipt_number: str | None
    occurred_on: date
    belongs_to: date | None
    reason: str | None
    notes: str | None
    undoes_id: UUID | None
    reference_turn: int
    proof_files: list[str] = Field(sa_type=JSONB)
    idempotency_key: str
    request_hash: bytes
    recorded_by: UUID
    recorded_at: datetime


class InstallmentPayment(SQLModel, table=True):
    """The ledger of money on parts; append-only. `principal_milli` is the amount without the late fee in it, × 1,000."""

    __tablename__ = "installment_payments"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    act_id: UUID
    installment_id: UUID
    invoice_id: UUID
    student_id: UUID
    entry_type: str
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    fee_amount: Decimal = Field(max_digits=15, decimal_places=3)
    principal_milli: int = Field(sa_type=BigInteger)
    method: str | None
    payment_method_id: UUID | None
    reference: str | None
    receipt_number: str | None
    occurred_on: date
    belongs_to: date | None
    reason: str | None
    notes: str | None
    proof_files: list[str] = Field(sa_type=JSONB)
    reverses_id: UUID | None
    recorded_by: UUID
    created_at: datetime


class PaperDocument(SQLModel, table=True):
    """Invoices, receipts and statements of account as they were issued; append-only. `digest` is the SHA-256 of the PDF in hex."""

    __tablename__ = "documents"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    kind: str
    invoice_id: UUID | None
    act_id: UUID | None
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    number: str
    revision: int
    facts: dict[str, object] = Field(sa_type=JSONB)
    facts_hash: bytes
    body: bytes | None
    digest: str | None
    issued_on: date
    issued_at: datetime
    issued_by: UUID | None


class SuspensionHold(SQLModel, table=True):
    """Learners who are not suspended for money until a day, with the reason."""

    __tablename__ = "suspension_holds"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    until: date
    reason: str
    held_by: UUID
    created_at: datetime
    lifted_by: UUID | None
    lifted_at: datetime | None
