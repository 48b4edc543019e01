"""What mails say: the words of each kind with their versions, what they would say to a learner, and how they are changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer, Text, and_, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPlan, MoneyAct
from growthos_ui.listing.words import UNKNOWN, moment_words
from growthos_ui.people.models import Student, User
from growthos_ui.support.mail.kinds import KINDS
from growthos_ui.support.mail.wording import Words, worded
from growthos_ui.support.models import MailTemplate

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_version, _student, _user = columns_of(MailTemplate), columns_of(Student), columns_of(User)
_part, _act = columns_of(InstallmentPlan), columns_of(MoneyAct)
_kinds = func.private.mail_kinds().table_valued(
    column("place", Integer), column("kind", Text), column("is_reminder", Boolean), column("words", ARRAY(Text)),
    column("subject", Text), column("body", Text), name="kinds",
)  # fmt: skip
_ACTS = {"invoice_paid": "payment", "refund_processed": "refund"}
VERSIONS_MAX = 20


@dataclass(frozen=True, slots=True)
class Template:
    """What a kind of mail says. Version 0 is what it says until somebody says it otherwise."""

    kind: str
    name: str
    when: str
    words: tuple[str, ...]
    subject: str
    body: str
    version: int = 0
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and who wrote it when."""

    version: int
    subject: str
    body: str
    is_on: bool
    by: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a mail would say to a learner, or why that cannot be shown."""

    code: str
    words: Words | None = None
    why_not: str = ""


async def find_templates(tx: Transaction) -> list[Template]:
    """Return every kind of mail in the order of a learner's time, each with the words that hold."""
    rows = await tx.rows(_in_force())
    return [
        Template(
            kind=row["kind"],
            name=KINDS[row["kind"]][0],
            when=KINDS[row["kind"]][1],
            words=tuple(row["words"]),
            subject=row["own_subject"] or row["subject"],
            body=row["own_body"] or row["body"],
            version=row["version"] or 0,
            is_on=row["is_on"] is not False,
        )
        for row in rows
    ]


def _in_force() -> Select[Any]:
    newer = MailTemplate.__table__.alias("newer")  # type: ignore[attr-defined]
    is_latest = ~select(newer.c.id).where(newer.c.kind == _version.kind, newer.c.version > _version.version).exists()
    return (
        select(
            _kinds.c.kind, _kinds.c.words, _kinds.c.subject, _kinds.c.body, _version.version, _version.is_on,
            _version.subject.label("own_subject"), _version.body.label("own_body"),
        )
        .select_from(_kinds)
        .outerjoin(MailTemplate, and_(_version.kind == _kinds.c.kind, is_latest))
        .order_by(_kinds.c.place)
    )  # fmt: skip


async def find_versions(tx: Transaction, kind: str, zone: tzinfo) -> list[Version]:
    """Return the versions of a kind, the latest first."""
    rows = await tx.rows(
        select(
            _version.version, _version.subject, _version.body, _version.is_on, _version.created_at, _user.full_name,
        )
        .outerjoin(User, _user.id == _version.made_by)
        .where(_version.kind == kind)
        .order_by(_version.version.desc())
        .limit(VERSIONS_MAX)
    )  # fmt: skip
    return [
        Version(
            row["version"], row["subject"], row["body"], row["is_on"],
            f"{row['full_name'] or UNKNOWN}, {moment_words(row['created_at'], zone)}",
        )
        for row in rows
    ]  # fmt: skip


async def preview(tx: Transaction, template: Template, code: str) -> Preview:
    """Return what the mail would say to the learner of this code; without one, to the last for whom there is something to say."""
    code = code.strip().upper() or await _example(tx, template.kind) or ""
    student: UUID | None = await tx.scalar(select(_student.id).where(_student.student_code == code)) if code else None
    if student is None:
        return Preview(code, why_not="There is no such student." if code else "There is nobody to show it with yet.")
    facts = await tx.call("private.preview_mail", template.kind, student)
    if facts is None:
        return Preview(code, why_not="This student has nothing that such a mail would be about.")
    return Preview(code, worded(template.subject, template.body, facts))


async def _example(tx: Transaction, kind: str) -> str | None:
    """Return the code of a learner with something to be told in this kind."""
    if kind in _ACTS:
        found = select(_student.student_code).join_from(MoneyAct, Student, _student.id == _act.student_id)
        found = found.where(_act.kind == _ACTS[kind]).order_by(_act.occurred_on.desc(), _act.id).limit(1)
    else:
        found = select(_student.student_code).join_from(InstallmentPlan, Student, _student.id == _part.student_id)
        found = found.where(_part.remaining_milli > 0).order_by(_part.effective_due_date, _part.id).limit(1)
    code: str | None = await tx.scalar(found)
    return code


async def save(tx: Transaction, template: Template) -> int:
    """Save the words as the next version, and return it; `version` is the one that was changed.

    Raises GrowthError with "subject" or "body" in `field` where they are not what they must be, and Conflict where
    somebody else was faster.
    """
    values = (template.kind, template.subject, template.body, template.is_on, template.version)
    return int(await tx.call("private.save_mail_template", *values))
