"""Seven installments, in dollars and of one learner, made by the functions that a desk calls."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for

START = date(2025, 3, 1)
TODAY = START + timedelta(days=10)


def plant_seven_lines(database):
    """Paid 30k twice; 30k five days overdue; 20k extended ten days ahead; 30k refunded; 15k cancelled; 45k scheduled."""
    freeze(database, START)
    learner = newcomer(database)
    places = {
        name: place_for(database, learner, price=price, currency="USD", enrolled=START + timedelta(days=later))
        for name, price, later in (
            ("paid", "30000", 0), ("paid too", "30000", 0), ("late", "30000", 0), ("extended", "20000", 0),
            ("refunded", "30000", 0), ("cancelled", "15000", 0), ("scheduled", "45000", 30),
        )
    }  # fmt: skip
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desks = {name: Desk(connection, learner, place) for name, place in places.items()}
        for desk in desks.values():
            desk.make_bill(1)
        desks["paid"].pay_on_first(30000)
        desks["paid too"].pay_on_first(30000)
        part = desks["refunded"].pay_on_first(30000)
        desks["refunded"].refund([(part, 30000)])
        connection.execute("select private.cancel_invoice(%s, 'By mistake.')", [desks["cancelled"].bill])
    freeze(database, TODAY)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute(
            "select private.extend_installment(%s, %s, 'Ill.')",
            [_part(database, desks["extended"]), TODAY + timedelta(days=10)],
        )


def _part(database, desk):
    with database.as_owner() as owner:
        return owner.execute("select id from public.installment_plans where invoice_id = %s", [desk.bill]).fetchone()[0]
