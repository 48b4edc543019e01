"""Debts to test with: a learner whose one bill is late, and a tab on the page of that debt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from state.collecting import CollectingState
from state.debt import DebtState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.screens import open_screen

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from tests.database import Database
    from tests.sign_in.pipeline import Pipeline, Tab


@dataclass(frozen=True)
class Late:
    """A learner who is late: their id, the name of their debt in addresses, the number of their bill."""

    student: UUID
    name: str
    bill: str


def make_late(database: Database, *, today: date, late: int, price: str = "900", currency: str = "PKR") -> Late:
    """Bill a newcomer so that their one installment is so many days late today."""
    start = today - days(late + 5)
    freeze(database, start)
    student = newcomer(database)
    place = place_for(database, student, price=price, enrolled=start, currency=currency)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(1)
        bill, code = desk.bill_says("invoice_number"), desk.learner("student_code")
    freeze(database, today)
    return Late(student, f"{code}-{currency}", bill)


@dataclass
class Page:
    """One person's tab on the page of a debt."""

    tab: Tab
    name: str

    async def shown(self) -> Any:
        return (await self.tab.kept(DebtState)).shown

    async def state(self) -> Any:
        return await self.tab.kept(DebtState)

    async def open(self, act: str, target: str = "") -> Any:
        await self.tab.send(CollectingState.open, {"act": act, "name": self.name, "target": target})
        return await self.tab.kept(CollectingState)

    async def send(self, **boxes: str) -> Any:
        """Send the form of the open dialog with these boxes, and the others as they were when it opened."""
        state = await self.tab.kept(CollectingState)
        await self.tab.send(CollectingState.send, {"form": state.start | boxes})
        return await self.tab.kept(CollectingState)


async def at_debt(pipeline: Pipeline, database: Database, key: str, name: str) -> Page:
    """Open the page of a debt as a person of the cast."""
    return Page(await open_screen(pipeline, database, key, f"/finance/collections/{name}"), name)
