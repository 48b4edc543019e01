"""The dialogs of a learner's places to test with: one person's tab, and what there is of a learner's places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from state.enrolling import EnrolState
from state.student import StudentState
from tests.cast import NORTHGATE
from tests.database import sign_in
from tests.screens import open_screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from uuid import UUID

    from tests.database import Database
    from tests.sign_in.pipeline import Tab


def page_of(database: Database, student: UUID) -> str:
    """Return the address of a learner's page."""
    with database.as_owner() as owner:
        code = owner.execute("select student_code from public.students where id = %s", [student]).fetchone()[0]
    return f"/students/{code}"


@dataclass
class Page:
    """One person's tab on the learner's page."""

    tab: Tab
    path: str
    database: Database
    student: UUID

    async def open(self, act: str, place: object = "") -> Any:
        await self.tab.send(EnrolState.open, {"act": act, "place": str(place)}, pathname=self.path, asPath=self.path)
        return await self.state()

    async def consider(self, **boxes: object) -> Any:
        """Fill these boxes; the course by itself before the others, which are drawn anew for it."""
        if len(boxes) > 1 and "course" in boxes:
            await self.consider(course=boxes.pop("course"))
        for name, value in boxes.items():
            await self.tab.send(EnrolState.note, {"name": name, "value": str(value)})
        await self.tab.send(EnrolState.consider)
        return await self.state()

    async def send(self, **boxes: object) -> Any:
        """Send what stands in the boxes that are drawn, as a browser does, and these besides."""
        state = await self.state()
        form = {name: state._typed[name] for name in drawn(state)} | {
            name: str(value) for name, value in ({"key": state.key} | boxes).items()
        }
        await self.tab.send(EnrolState.end if state.act == "end" else EnrolState.enrol, {"form": form})
        return await self.state()

    async def state(self) -> Any:
        return await self.tab.kept(EnrolState)

    async def acts(self) -> list[list[str]]:
        return [seat.acts for seat in (await self.tab.kept(StudentState)).seats]

    def kept(self) -> list[tuple[Any, ...]]:
        """Return each place of the learner: its state, its price, and the parts of its bills that are not cancelled."""
        with self.database.as_owner() as owner:
            return owner.execute(
                """select e.status, e.payment_status, trim_scale(e.final_price)::text, array(
                     select trim_scale(p.amount)::text from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
                     where i.enrollment_id = e.id and p.status <> 'cancelled' order by p.installment_number)
                   from public.course_enrollments as e where e.student_id = %s order by e.created_at""",
                [self.student],
            ).fetchall()

    def agree(self, key: str = "sam") -> tuple[str, str]:
        """Have another person agree to what was asked for; return what that was, and its amount."""
        asked = "select id, kind, trim_scale(amount)::text from dashboard.money_approvals where student_id = %s and status = 'waiting'"
        with self.database.acting_as(sign_in(self.database, key), keep=True) as connection:
            found, kind, amount = connection.execute(asked, [self.student]).fetchone()
            connection.execute("select private.decide_approval(%s, true)", [found])
        return kind, amount


def opener(pipeline: Any, database: Database, student: UUID) -> Callable[..., Any]:
    """Return what opens a learner's page as a person of the cast."""

    async def opened(key: str, of: UUID | None = None) -> Page:
        path = page_of(database, of or student)
        return Page(await open_screen(pipeline, database, key, path), path, database, of or student)

    return opened


def ikebana(database: Database, first: date) -> UUID:
    """Make a course of 1,000 yen in at most four parts, with a batch that starts ten days after the first and one that is over; return its id."""
    made = uuid4()
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.courses (id, organization_id, title, price, currency, max_installments, access_duration_days, is_published)
               values (%s, %s, 'Ikebana', 1000, 'JPY', 4, 90, true)""",
            [made, NORTHGATE.id],
        )
        for name, status in (("Spring", "active"), ("Winter", "completed")):
            owner.execute(
                "insert into public.batches (organization_id, name, course_id, start_date, status) values (%s, %s, %s, %s, %s)",
                [NORTHGATE.id, name, made, first + timedelta(days=10), status],
            )
    return made


def limited(database: Database, most: int) -> Iterator[None]:
    """Set from which amount on a second person has to agree; then take it back."""
    change = """update public.company_settings set settings = jsonb_set(settings, '{fees}', coalesce(settings -> 'fees', '{}') || %s)
                where organization_id = %s"""
    for limit in (most, None):
        with database.as_owner() as owner:
            owner.execute(change, [Jsonb({"refund_approval_limit": limit}), NORTHGATE.id])
        if limit:
            yield


def drawn(state: Any) -> list[str]:
    """Return the boxes of the dialog that a form has: those of a discount only for whoever may give one, a tick only where it is set."""
    if state.act == "end":
        return ["reason", *(["credit"] if state._typed["credit"] else [])]
    names = ["parts"] if state.act == "bill" else ["course", "batch", "parts", "order", "drip"]
    if state.act == "enrol" and state.kind != "free":
        names += ["first_due", "run_from"]
    if not state.may_discount:
        return names
    discount = ["discount"] if state.kind in {"amount", "percentage"} else []
    return [*names, "price", *discount, *(["reason"] if state.kind != "list" else [])]


def rows(state: Any) -> dict[str, tuple[str, str]]:
    """Return what the dialog says will change: before and after."""
    return {each.name: (each.before, each.after) for each in state.changes}
