"""What people are told, and what learners ask for help with.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/support.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Notification(SQLModel, table=True):
    """One piece of news for one person. `payload` holds ids and `link`, the page that it is about."""

    __tablename__ = "notifications"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID
    type: str
    title: str
    message: str
    is_read: bool
    channel: str
    status: str
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    dedupe_key: str
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    read_at: datetime | None
    dismissed_at: datetime | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime


class SupportTicket(SQLModel, table=True):
    """Questions and complaints of learners. `priority_rank` sorts: 1 is urgent, 4 is low; `desk_order` is the order of the desk."""

    __tablename__ = "support_tickets"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    ticket_number: str
    subject: str
    message: str
    category: str
    priority: str
    priority_rank: int
    status: str
    assigned_to: UUID | None
    opened_by: UUID
    first_response_at: datetime | None
    sla_due_at: datetime
    desk_order: int = Field(sa_type=BigInteger)
    resolved_at: datetime | None
    closed_at: datetime | None
    idempotency_key: UUID
    created_at: datetime
    updated_at: datetime


class SupportTicketReply(SQLModel, table=True):
    """Answers on tickets; append-only, scoped through the ticket. An internal one never reaches the learner."""

    __tablename__ = "support_ticket_replies"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    ticket_id: UUID
    user_id: UUID
    message: str
    is_internal: bool
    idempotency_key: UUID
    created_at: datetime


class Mail(SQLModel, table=True):
    """Mails to learners: waiting, sending, sent, failed, unknown or dropped. `due_on` is the day that a mail speaks of."""

    __tablename__ = "outbox"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    kind: str
    installment_id: UUID | None
    act_id: UUID | None
    due_on: date | None
    dedupe_key: str
    status: str
    attempts: int
    next_attempt_at: datetime
    leased_until: datetime | None
    recipient: str | None
    message_id: str | None
    template_version: int | None
    subject: str | None
    body: str | None
    last_error: str | None
    queued_by: UUID | None
    queued_at: datetime
    sent_at: datetime | None
    settled_by: UUID | None
    settled_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MailTemplate(SQLModel, table=True):
    """What mails of a kind say, version by version; the highest holds."""

    __tablename__ = "mail_templates"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    kind: str
    version: int
    subject: str
    body: str
    is_on: bool
    made_by: UUID | None
    created_at: datetime
