"""Questions about who did what, and who is here. Row security decides whose answers they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, cast, func, literal, select

from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.oversight.models import ActivityFigures, AdminLog, UserActivityLog
from growthos_ui.people.measures import open_sign_ins, signed_in_twice
from growthos_ui.people.models import Student, User, UserRole, UserSession

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

_log = columns_of(AdminLog)
_done = columns_of(UserActivityLog)
_acts = columns_of(ActivityFigures)
_signed = columns_of(UserSession)
_student = columns_of(Student)
_user = columns_of(User)
_role = columns_of(UserRole)
_bill = columns_of(Invoice)
_part = columns_of(InstallmentPlan)
_accounts: Any = User.__table__  # type: ignore[attr-defined]
_actors = _accounts.alias("actor")
_persons = _accounts.alias("person")
_others = _accounts.alias("other")
HIDDEN = "A superadmin"
PROGRAM = "The program"


def _actor_name() -> ColumnElement[Any]:
    """Return who it was: a superadmin of elsewhere has a name that this reader may not see, and a job has none."""
    return case(
        (_log.admin_id.is_(None), literal(PROGRAM)),
        else_=func.coalesce(_actors.c.full_name, HIDDEN),
    ).label("actor_name")


def audit() -> Select[Any]:
    """Return every change that was written down, with who made it and whom it was about."""
    return (
        select(
            _log.id,
            _log.timestamp,
            _log.admin_id,
            _actor_name(),
            _log.actor_role,
            _log.action,
            _log.table_name,
            cast(_log.record_id, String).label("record"),
            _log.target_student_id,
            _student.student_code,
            _student.full_name.label("person_name"),
            _log.sensitivity,
            _log.description,
            _log.request_id,
        )
        .outerjoin(_actors, _actors.c.id == _log.admin_id)
        .outerjoin(Student, _student.id == _log.target_student_id)
    )


def bare_audit() -> Select[Any]:
    """Return the same rows without who and whom they are joined to: enough to find and count them."""
    return select(
        _log.id,
        _log.timestamp,
        _log.admin_id,
        _log.action,
        _log.table_name,
        _log.target_student_id,
        _log.sensitivity,
    )


def entry(entry_id: UUID) -> Select[Any]:
    """Return one line of the audit whole: the columns of the list, what was before and after, and where from."""
    return (
        audit()
        .add_columns(_log.old_values, _log.new_values, _log.session_id, func.host(_log.ip_address).label("address"))
        .add_columns(_log.on_behalf_of, _others.c.full_name.label("other_name"))
        .outerjoin(_others, _others.c.id == _log.on_behalf_of)
        .where(_log.id == entry_id)
    )


def names_of(ids: list[UUID]) -> Select[Any]:
    """Return the names behind ids of accounts, students, bills and installments, as far as the reader may see them."""
    accounts = select(_user.id.label("id"), _user.full_name.label("name")).where(_user.id.in_(ids))
    students = select(_student.id.label("id"), _student.full_name.label("name")).where(_student.id.in_(ids))
    bills = select(_bill.id.label("id"), _bill.invoice_number.label("name")).where(_bill.id.in_(ids))
    parts = (
        select(_part.id.label("id"), func.concat(_bill.invoice_number, "-", _part.installment_number).label("name"))
        .join(Invoice, _bill.id == _part.invoice_id)
        .where(_part.id.in_(ids))
    )
    found = accounts.union_all(students, bills, parts).subquery("found")
    return select(found.c.id, found.c.name)


def staff() -> Select[Any]:
    """Return everybody who works here and whom the reader may see, by name."""
    return (
        select(_user.id.label("value"), _user.full_name.label("label"))
        .where(_user.role != "student")
        .order_by(_user.name_key, _user.id)
    )


def activity() -> Select[Any]:
    """Return everything that people did, with whose doing it was and who wrote it down."""
    return (
        select(
            _done.id,
            _done.occurred_at,
            _done.user_id,
            _persons.c.full_name.label("person_name"),
            _done.student_id,
            _student.student_code,
            _done.activity_type,
            _done.reference_table,
            _done.visibility,
            _done.created_by,
            _actors.c.full_name.label("actor_name"),
        )
        .outerjoin(_persons, _persons.c.id == _done.user_id)
        .outerjoin(Student, _student.id == _done.student_id)
        .outerjoin(_actors, _actors.c.id == _done.created_by)
    )


def bare_activity() -> Select[Any]:
    """Return the same rows without what they are joined to: enough to count and to sort them."""
    return select(_done.id, _done.occurred_at, _done.user_id, _done.student_id, _done.activity_type, _done.visibility)


def summed_activity() -> Select[Any]:
    """Return the same rows counted beforehand, by person and kind; not by day."""
    return select(_acts.user_id, _acts.activity_type, _acts.visibility, _acts.acts.label("rows"))


def _post() -> ColumnElement[Any]:
    """Return the role in force with its capabilities, as `admin+read_only`."""
    more = func.array_to_string(_role.capabilities, "+")
    held = select(func.concat_ws("+", _role.role, func.nullif(more, ""))).where(
        _role.user_id == _signed.user_id, _role.revoked_at.is_(None)
    )
    return func.coalesce(held.correlate(UserSession).scalar_subquery(), _user.role).label("post")


def sign_ins() -> Select[Any]:
    """Return every sign-in that is good at this moment, with whose it is, how many that person has, and whether it is the reader's own."""
    now = select(func.clock_timestamp()).scalar_subquery()
    this = select(func.private.sign_in_id()).scalar_subquery()
    me = select(func.private.actor_id()).scalar_subquery()
    return (
        select(
            _signed.id,
            _signed.user_id,
            _user.full_name.label("person_name"),
            _user.email,
            _user.role,
            _post(),
            open_sign_ins().label("devices"),
            _signed.user_id.in_(signed_in_twice()).label("twice"),
            _signed.kind,
            _signed.user_agent,
            func.host(_signed.ip_address).label("address"),
            # a number with dots is looked for by its digits, as a phone number is
            func.replace(func.host(_signed.ip_address), ".", "").label("address_digits"),
            _signed.first_seen_at,
            _signed.last_seen_at,
            _signed.expires_at,
            case((_signed.id == this, "this"), (_signed.user_id == me, "own"), else_="other").label("whose_it_is"),
        )
        .join(User, _user.id == _signed.user_id)
        .where(
            _signed.ended_at.is_(None),
            _signed.expires_at > now,
            _signed.last_seen_at + _signed.idle_timeout > now,
        )
    )
