"""Months of books: how they are brought to stand before a test, whatever ran before it, and how a person opens one."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from state.months import MonthsState, MonthState
from tests.cast import FARAH, NORTHGATE, SAM
from tests.database import sign_in
from tests.finance.desk import freeze
from tests.screens import open_screen

PATH = "/finance/months"
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
CLOSED_ON = date(2025, 4, 3)
CLOSE = "select private.close_month(%s, %s, %s)"
REOPEN = "select private.reopen_month(%s, %s, %s)"


def closed_through(database):
    with database.as_owner() as owner:
        return owner.execute("select private.closed_through(%s)", [NORTHGATE.id]).fetchone()[0]


def stand(database, last, today=CLOSED_ON):
    """Let today be this day, and this the last month that is closed: Farah closes what comes before, Sam opens what comes after."""
    freeze(database, today)
    closed = closed_through(database)
    for month in (APRIL, MARCH):
        if closed and closed >= month and not (last and month <= last):
            does(database, SAM, REOPEN, month, "A test.", None)
    for month in (MARCH, APRIL):
        if last and last >= month and not (closed and month <= closed):
            does(database, FARAH, CLOSE, month, None, None)


def does(database, member, statement, *values):
    with database.acting_as(sign_in(database, member), keep=True) as connection:
        return connection.execute(statement, values).fetchone()[0]


def refuses(database, member, reason, statement, *values):
    with database.acting_as(sign_in(database, member)) as connection, pytest.raises(psycopg.Error, match=reason):
        connection.execute(statement, values)


def differing(database):
    with database.as_owner() as owner:
        return owner.execute("select private.months_that_differ()").fetchall()


async def opened(pipeline, database, key, name="March 2025"):
    """Open the list of months and one of them; return the tab and its row in dollars."""
    tab = await open_screen(pipeline, database, key, PATH)
    row = next(
        each for each in tab.shown(MonthsState, "rows") if (each["month_words"], each["currency"]) == (name, "USD")
    )
    await tab.send(MonthState.open, {"entry_id": row["id"]}, pathname=PATH, asPath=PATH)
    return tab, row
