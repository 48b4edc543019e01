"""Dialogs of money to test with: bills that stay, and a tab that opens the dialog of an act on one of their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from state.installment import InstallmentState
from state.money_act import MoneyActState
from tests.cast import ALICE, NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, place_for
from tests.screens import open_screen

if TYPE_CHECKING:
    from datetime import date

    from tests.cast import Member
    from tests.database import Database
    from tests.sign_in.pipeline import Pipeline, Tab

_SENDS = {"pay": MoneyActState.pay, "extend": MoneyActState.give_time, "clear": MoneyActState.give_time}


def make_bill(
    database: Database,
    *,
    day: date,
    price: str = "1000",
    parts: int = 2,
    currency: str = "PKR",
    learner: Member = ALICE,
) -> str:
    """Bill a new place of a learner on the day; return the number of the invoice."""
    freeze(database, day)
    place = place_for(database, learner.student_id, price=price, enrolled=day, currency=currency)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, learner.student_id, place)
        desk.make_bill(parts)
        return desk.bill_says("invoice_number")


def ledger_of(database: Database, name: str) -> list[tuple[Any, ...]]:
    """Return what the ledger holds of an installment: (entry, amount as text), by kind and size."""
    invoice, _, number = name.rpartition("-")
    with database.as_owner() as owner:
        return owner.execute(
            """select l.entry_type, trim_scale(l.amount)::text from public.installment_payments as l
               join public.installment_plans as p on p.id = l.installment_id join public.invoices as i on i.id = p.invoice_id
               where i.invoice_number = %s and p.installment_number = %s order by l.entry_type, l.amount""",
            [invoice, int(number)],
        ).fetchall()


@dataclass
class Dialog:
    """One person's tab on the page of an installment."""

    tab: Tab
    name: str

    async def open(self, act: str) -> Any:
        await self.tab.send(MoneyActState.open, {"act": act, "name": self.name})
        return await self.state()

    async def consider(self, **boxes: str) -> Any:
        for name, value in boxes.items():
            await self.tab.send(MoneyActState.note, {"name": name, "value": value})
        await self.tab.send(MoneyActState.consider)
        return await self.state()

    async def send(self, **boxes: str) -> Any:
        """Send the form of the open dialog with these boxes, and the others as they were when it opened."""
        state = await self.state()
        form = {name: value for name, value in state.start.items() if value} | boxes
        await self.tab.send(_SENDS.get(state.act, MoneyActState.decide), {"form": form})
        return await self.state()

    async def state(self) -> Any:
        return await self.tab.kept(MoneyActState)

    async def page(self) -> Any:
        return await self.tab.kept(InstallmentState)


async def at(pipeline: Pipeline, database: Database, key: str, name: str) -> Dialog:
    """Open the page of an installment as a person of the cast."""
    return Dialog(await open_screen(pipeline, database, key, f"/finance/installments/{name}"), name)
