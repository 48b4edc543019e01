"""SQL is the truth; the SQLModel classes mirror it column by column, and no table is without its class."""

import importlib

import pytest
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from growthos_ui.db.catalogue import Column, columns, tables
from tests.database import Database

DOMAINS = (
    "people", "learning", "coursework", "support", "mentoring", "oversight", "growth", "finance", "finance.collections", "finance.imports", "finance.months", "listing",
)  # fmt: skip
for domain in DOMAINS:
    importlib.import_module(f"growthos_ui.{domain}.models")

# What only SQL functions read: no select() of the program is about these.
WITHOUT_MODEL = {
    "dashboard.migrations": "the migrator's own ledger",
    "dashboard.installation": "one row, read by functions",
    "dashboard.sign_in_context": "read by functions",
    "dashboard.sign_in_throttles": "read by functions",
    "dashboard.counters": "read by functions",
    "dashboard.money_let_go": "written and read by functions",
    "dashboard.place_acts": "written and read by functions",
    "dashboard.preferences": "read and written by functions",
    "dashboard.live_changes": "read by private.changed_since",
}
# PostgreSQL's names for what SQLAlchemy writes differently.
SAME_TYPE = {
    "varchar": "text",
    "float": "double precision",
    "time without time zone": "time",
    "time without time zone[]": "time[]",
    "char(3)": "character(3)",
    "char(4)": "character(4)",
    "bytea": "bytea",
}
MODELS = {name: table for name, table in SQLModel.metadata.tables.items() if table.schema}


def test_every_table_has_its_model_or_a_reason(database: Database) -> None:
    with database.as_owner() as owner:
        found = set(tables(owner))
    assert found - set(MODELS) == set(WITHOUT_MODEL)
    assert set(MODELS) <= found, "a model mirrors a table that does not exist"


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_model_has_the_columns_of_its_table(name: str, database: Database) -> None:
    with database.as_owner() as owner:
        wanted = [_normal(column) for column in columns(owner, name)]
    mirrored = [
        Column(column.name, _type_words(column.type.compile(postgresql.dialect())), bool(column.nullable))
        for column in MODELS[name].columns
    ]
    assert sorted(mirrored, key=lambda column: column.name) == sorted(wanted, key=lambda column: column.name)


def _normal(column: Column) -> Column:
    return Column(column.name, _type_words(column.type), column.is_nullable)


def _type_words(words: str) -> str:
    plain = words.lower().replace(", ", ",").partition(" collate ")[0]
    base, array = (plain[:-2], "[]") if plain.endswith("[]") else (plain, "")
    return SAME_TYPE.get(base, base) + array
