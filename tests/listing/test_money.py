"""Amounts are exact and in the places of their currency; their totals are one for each currency and never one over all."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CHAR, BigInteger, Column, MetaData, String, Table, Text, Uuid, column, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.listing import columns, filters
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.declaration import BadListing
from growthos_ui.listing.export import csv_lines, order_of
from growthos_ui.listing.found import find, find_total
from growthos_ui.listing.frame import totals_about, totals_in_words
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money, MoneyRange, amount_words, exponent, money_words
from tests.cast import NORTHGATE

READING = columns.Reading(now=None, zone=ZoneInfo("Asia/Karachi"))  # type: ignore[arg-type]
FEE = Table(
    "fees",
    MetaData(schema="trial"),
    Column("id", Uuid, primary_key=True),
    Column("organization_id", Uuid, nullable=False),
    Column("payer", Text, nullable=False),
    Column("currency", String, nullable=False),
    Column("amount_milli", BigInteger, nullable=False),
)
DEFINITION = f"""
create table trial.fees (id uuid primary key default gen_random_uuid(), organization_id uuid not null, payer text collate "C" not null,
                         currency text not null, amount_milli bigint not null);
grant select on trial.fees to authenticated;
insert into trial.fees (organization_id, payer, currency, amount_milli) values
  ('{NORTHGATE.id}', 'Ada', 'PKR', 25000000), ('{NORTHGATE.id}', 'Bo', 'PKR', 100), ('{NORTHGATE.id}', 'Cy', 'JPY', 1200000),
  ('{NORTHGATE.id}', 'Di', 'KWD', 12345);
"""


def declared(**changes):
    right = {
        "name": "trial-fees",
        "title": "Fees",
        "noun": ("fee", "fees"),
        "source": lambda: select(FEE.c.id, FEE.c.payer, FEE.c.currency, FEE.c.amount_milli),
        "columns": (
            columns.Text(name="payer", label="Payer", sort_by="payer", card="title"),
            Money(name="amount_milli", label="Amount", sort_by="amount_milli", total="sum", card="pair"),
        ),
        "filters": (
            filters.Choice(name="currency", label="Currency", choices=(("PKR", "PKR"), ("JPY", "JPY"))),
            MoneyRange(name="amount", label="Amount", on="amount_milli"),
        ),
        "sort": "-amount_milli",
        "read": Permission.FINANCE_INSTALLMENTS_READ,
        "export": Permission.FINANCE_INSTALLMENTS_EXPORT,
    }
    return right | changes


FEES = Listing(**declared())


@pytest.fixture(scope="module")
def fees(owner):
    owner.execute(DEFINITION)


@pytest.mark.parametrize(
    ("milli", "currency", "words"),
    [
        (25_000_000, "PKR", "25,000.00"),
        (100, "GBP", "0.10"),
        (1_200_000, "JPY", "1,200"),
        (12_345, "KWD", "12.345"),
        (-500_000, "PKR", "-500.00"),
        (0, "PKR", "0.00"),
        (None, "PKR", "—"),
    ],
)
def test_an_amount_has_the_places_of_its_currency(milli, currency, words):
    assert amount_words(milli, currency) == words
    assert money_words(milli, currency) == ("—" if milli is None else f"{currency} {words}")


def test_the_places_are_those_of_the_database(database):
    codes = ["PKR", "GBP", "JPY", "KWD", "IQD", "UGX", "UYI", "HUF", "TND", "ISK", "CLP", "XOF"]
    with database.as_owner() as owner:
        assert [exponent(code) for code in codes] == [
            owner.execute("select private.currency_exponent(%s)", [code]).fetchone()[0] for code in codes
        ]


@given(st.integers(-(10**15), 10**15), st.sampled_from(["PKR", "JPY", "KWD"]))
def test_the_number_of_a_file_is_the_amount_to_the_last_thousandth(units, currency):
    milli = units * 10 ** (3 - exponent(currency))
    row = {"amount_milli": milli, "currency": currency}
    (_, column) = FEES.columns
    assert column.typed_of(row, READING) * 1000 == milli
    assert Decimal(column.plain_of(row, READING)) * 1000 == milli


@pytest.mark.usefixtures("served", "fees")
async def test_totals_are_one_for_each_currency(acting):
    actor = await acting("nadia")
    total = await find_total(actor, FEES, ask_of(FEES, ""))
    assert totals_in_words(FEES.columns, total, READING) == {"amount_milli": "JPY 1,200\nKWD 12.345\nPKR 25,000.10"}
    assert totals_about(FEES.columns, total, FEES.noun) == {
        "amount_milli": "Sum of 1 fee in JPY and Sum of 1 fee in KWD and Sum of 2 fees in PKR"
    }
    rupees = await find_total(actor, FEES, ask_of(FEES, "currency=PKR"))
    assert totals_in_words(FEES.columns, rupees, READING) == {"amount_milli": "25,000.10"}
    none = await find_total(actor, FEES, ask_of(FEES, "amount=999999.."))
    assert totals_in_words(FEES.columns, none, READING) == {"amount_milli": "—"}


@pytest.mark.usefixtures("served", "fees")
@pytest.mark.parametrize(
    ("query", "payers"),
    [
        ("amount=0.1..12.345", ["Di", "Bo"]),
        ("amount=..0.10", ["Bo"]),
        ("amount=1200..", ["Ada", "Cy"]),
        ("sort=amount_milli&currency=PKR", ["Bo", "Ada"]),
    ],
)
async def test_a_range_is_in_the_major_unit_and_the_order_is_that_of_the_amounts(query, payers, acting):
    found = await find(await acting("nadia"), FEES, path="/fees", query=query)
    assert [row["payer"] for row in found.rows] == payers


@pytest.mark.parametrize("value", ["1.2345..", "5..1", "a..b", "-1..", "1e3.."])
def test_a_range_that_is_none_is_refused_by_name(value):
    with pytest.raises(GrowthError, match="Amount"):
        ask_of(FEES, f"amount={value}")


def test_a_range_says_what_it_is():
    (_, narrowing) = FEES.filters
    assert narrowing.words(("1200..2500.5",), {}) == "1,200 to 2,500.5"
    assert narrowing.words(("..0.1",), {}) == "at most 0.1"


@pytest.mark.usefixtures("served", "fees")
async def test_a_file_has_the_currency_beside_the_number(acting, get):
    actor = await acting("nadia")
    async with db.acting_as(actor) as tx:
        lines = [line async for line in csv_lines(tx, FEES, order_of(FEES, "", actor), READING.zone)]
    assert list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"))))[:3] == [
        ["Payer", "Currency", "Amount"], ["Ada", "PKR", "25000.00"], ["Cy", "JPY", "1200"],
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO((await get(actor, "/export/trial-fees.xlsx")).content))
    rows = list(book["Rows"].iter_rows(values_only=True))
    assert rows[0] == ("Payer", "Currency", "Amount")
    assert rows[1:4] == [("Ada", "PKR", 25000), ("Cy", "JPY", 1200), ("Di", "KWD", 12.345)]
    assert "PKR 25,000.10" in [row[2] for row in book["About"].iter_rows(values_only=True)][-1]


def test_a_mean_of_money_is_refused():
    columns_ = (FEES.columns[0], Money(name="amount_milli", label="Amount", total="mean"))
    with pytest.raises(BadListing, match="is money"):
        Listing(**declared(name="trial-means", columns=columns_, sort="payer"))


def test_a_currency_is_compared_as_the_column_has_it_so_that_row_security_can_use_an_index():
    code = code_of(column("code", CHAR(3)))
    clause = filters.Related(name="code", label="Code", options=lambda: select(code)).clause(code, ("PKR",))
    written = clause.compile(dialect=PGDialect_psycopg(), compile_kwargs={"render_postcompile": True})
    assert "code IN (CAST(" in str(written)
    assert str(written).endswith("AS bpchar))"), "no length that another code would be cut down to"
