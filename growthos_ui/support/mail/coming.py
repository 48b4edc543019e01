"""What the schedule would write tomorrow: each notice that is due then, as things stand now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, Uuid, cast, column, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.learning.naming import by_learner
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.columns import Code, Day, Link, Text
from growthos_ui.listing.filters import Choice
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money
from growthos_ui.oversight.columns import Named
from growthos_ui.people.models import Student
from growthos_ui.support.mail.kinds import NAMES

if TYPE_CHECKING:
    from sqlalchemy import Select

_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)
_student = columns_of(Student)
_SCHEDULED = (
    "installment_issued",
    "installment_reminder_first",
    "installment_reminder_final",
    "installment_due",
    "installment_overdue",
)
_notice = func.private.due_installment_notices(func.private.today() + 1).table_valued(
    column("installment", Uuid), column("kind", String), name="notice"
)


def coming() -> Select[Any]:
    """Return every notice of tomorrow with its installment and learner. Amounts are in thousandths."""
    return (
        select(
            # one row for each notice: an installment can have two on one day
            cast(func.md5(_notice.c.kind + cast(_notice.c.installment, String)), Uuid).label("id"),
            _notice.c.kind.label("notice_kind"),
            _part.student_id,
            _student.student_code,
            _student.full_name,
            (_bill.invoice_number + "-" + cast(_part.installment_number, String)).label("part_name"),
            _part.effective_due_date,
            code_of(_part.currency).label("currency"),
            (_part.remaining_milli + _part.penalty_remaining_milli).label("owed_milli"),
        )
        .select_from(_notice)
        .join(InstallmentPlan, _part.id == _notice.c.installment)
        .join(Invoice, _bill.id == _part.invoice_id)
        .join(Student, _student.id == _part.student_id)
    )


COMING = Listing(
    name="coming-mail",
    title="Tomorrow's mail",
    noun=("mail", "mails"),
    source=coming,
    columns=(
        Named(name="notice_kind", label="Kind", known=NAMES, card="title"),
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", card="sub", href="/students/{student_code}"),
        Link(name="part_name", label="Installment", card="sub", href="/finance/installments/{part_name}", is_own=True),
        Day(name="effective_due_date", label="Due", sort_by="effective_due_date", card="pair"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="owed_milli", label="To be paid", card="pair", about="What is still to come, late fee included"),
    ),
    filters=(
        Choice(name="kind", label="Kind", on="notice_kind", choices=tuple((each, NAMES[each]) for each in _SCHEDULED)),
    ),
    search=by_learner(),
    sort="-effective_due_date",
    read=Permission.SUPPORT_MAIL_READ,
    export=Permission.SUPPORT_MAIL_EXPORT,
    absent="Nothing would be written tomorrow, as things stand: no installment is issued, due or overdue then.",
)
