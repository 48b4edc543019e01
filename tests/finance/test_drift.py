"""Billing drift: each kind of it is found and named, put right by the function that anybody uses, and shown to the office only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from state.actor import ActorState
from state.drift import DriftActState, DriftState
from state.toasts import ToastState
from tests.cast import NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.screens import open_screen

TODAY = date(2025, 5, 1)
PATH = "/finance/drift"


@pytest.fixture
def billed(database):
    """A newcomer's place of 900 with a bill of two parts."""
    freeze(database, TODAY)
    student = newcomer(database)
    place = place_for(database, student, price="900", enrolled=TODAY)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2)
        code = desk.learner("student_code")
    return desk, code


def price(database, desk, *, listed, final):
    with database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set list_price = %s, final_price = %s where id = %s",
            [listed, final, desk.place],
        )


def limit(database, most):
    with database.as_owner() as owner:
        owner.execute(
            "update public.company_settings set settings = jsonb_set(settings, '{fees}', %s) where organization_id = %s",
            [Jsonb({"refund_approval_limit": most}), NORTHGATE.id],
        )


def take_back(database, desk):
    with database.as_owner() as owner:
        owner.execute("update public.course_enrollments set status = 'cancelled' where id = %s", [desk.place])


def cover(database, desk):
    pathway = uuid4()
    with database.as_owner() as owner:
        course = owner.execute(
            "select course_id from public.course_enrollments where id = %s", [desk.place]
        ).fetchone()[0]
        owner.execute(
            """insert into public.courses (id, organization_id, title, kind, price, currency, component_course_ids, is_active, is_published)
               values (%s, %s, 'A pathway', 'pathway', 0, 'PKR', %s, true, true)""",
            [pathway, NORTHGATE.id, [course]],
        )
        owner.execute(
            "insert into public.course_enrollments (organization_id, student_id, course_id, payment_status) values (%s, %s, %s, 'waived')",
            [NORTHGATE.id, desk.student, pathway],
        )


@dataclass
class Opened:
    """Somebody's tab on the list, for the findings about one student."""

    tab: Any
    code: str

    async def rows(self):
        address = f"{PATH}?q={self.code}"
        await self.tab.send(DriftState.load, pathname=PATH, asPath=address)
        return (await self.tab.kept(DriftState)).rows

    async def fix(self, row, **boxes):
        await self.tab.send(DriftActState.open, {"finding": row["fix__id"]})
        await self.tab.send(DriftActState.send, {"form": boxes})
        return await self.tab.kept(DriftActState)


async def opened(pipeline, database, code, key="nadia"):
    return Opened(await open_screen(pipeline, database, key, f"{PATH}?q={code}"), code)


def numbers(rows):
    return [(row["kind"], row["expected_milli"], row["billed_milli"], row["difference_milli"]) for row in rows]


async def test_what_agrees_is_no_finding(pipeline, database, billed):
    _, code = billed
    assert await (await opened(pipeline, database, code)).rows() == []


async def test_too_much_is_put_right_by_a_discount(pipeline, database, billed):
    desk, code = billed
    price(database, desk, listed=900, final=800)
    tab = await opened(pipeline, database, code)
    (row,) = await tab.rows()
    assert numbers([row]) == [("Billed too much", "800.00", "900.00", "100.00")]
    assert (await tab.fix(row, reason="")).field == "reason"
    assert (await tab.fix(row, reason="The price was lower.")).act == ""
    assert await tab.rows() == []
    with database.as_owner() as owner:
        owner_desk = Desk(owner, desk.student, desk.place, desk.bill)
        assert [str(each) for each in owner_desk.parts("amount")] == ["400.000", "400.000"]


async def test_too_little_is_looked_at_by_hand(pipeline, database, billed):
    desk, code = billed
    price(database, desk, listed=1000, final=1000)
    tab = await opened(pipeline, database, code)
    (row,) = await tab.rows()
    assert (row["kind"], row["difference_milli"], row["fix__does"]) == ("Billed too little", "-100.00", "")
    assert (await tab.fix(row, reason="It is so.")).act == ""
    assert len(await tab.rows()) == 1


async def test_a_bill_of_a_place_that_was_taken_back_is_cancelled(pipeline, database, billed):
    desk, code = billed
    take_back(database, desk)
    tab = await opened(pipeline, database, code)
    (row,) = await tab.rows()
    assert numbers([row]) == [("Bill without a place", "0.00", "900.00", "900.00")]
    limit(database, 200)
    await tab.tab.send(DriftActState.open, {"finding": row["fix__id"]})
    state = await tab.tab.kept(DriftActState)
    assert (state.needs_second, state.forecast[:35]) == (True, "PKR 900.00 is above the limit of PK")
    assert (await tab.fix(row, reason="They left.")).act == ""
    assert tab.tab.shown(ToastState, "title") == "Asked for"
    assert len(await tab.rows()) == 1
    limit(database, None)
    assert (await tab.fix(row, reason="They left.")).act == ""
    assert await tab.rows() == []


async def test_a_place_without_a_bill_is_billed(pipeline, database, billed):
    desk, code = billed
    place_for(database, desk.student, price="600", enrolled=TODAY)
    tab = await opened(pipeline, database, code)
    (row,) = await tab.rows()
    assert numbers([row]) == [("Not billed", "600.00", "0.00", "-600.00")]
    assert (await tab.fix(row, parts="many")).field == "parts"
    assert (await tab.fix(row, parts="3")).act == ""
    assert await tab.rows() == []


async def test_a_course_that_a_pathway_covers_is_named(pipeline, database, billed):
    desk, code = billed
    cover(database, desk)
    (row,) = await (await opened(pipeline, database, code)).rows()
    assert numbers([row]) == [("Covered by a pathway", "0.00", "900.00", "900.00")]


async def test_a_discount_after_billing_is_no_drift(pipeline, database, billed):
    desk, code = billed
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute(
            """select private.apply_discount(%s, '{"amount": "100", "reason": "A friend."}')""", [desk.bill]
        )
    assert await (await opened(pipeline, database, code)).rows() == []


@pytest.mark.parametrize("key", ["farah", "enzo", "maya"])
async def test_others_are_refused_and_told_so(key, pipeline, database, billed):
    desk, code = billed
    take_back(database, desk)
    tab = await opened(pipeline, database, code, key)
    assert await tab.rows() == []
    assert tab.tab.shown(ActorState, "refusal") == "Your role does not show billing drift."


async def test_who_only_reads_sees_it_and_changes_nothing(pipeline, database, billed):
    desk, code = billed
    take_back(database, desk)
    tab = await opened(pipeline, database, code, "vera")
    (row,) = await tab.rows()
    assert (await tab.fix(row, reason="It is so.")).act == ""
    assert len(await tab.rows()) == 1
