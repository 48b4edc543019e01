"""What the database is made of is catalogue.txt: every table, view, function, trigger and policy with its purpose.

Write it anew with GROWTHOS_WRITE_MATRIX=1, and read the difference as you would read a change of the law.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.database import Database
from tests.house.source import ROOT
from tests.house.spoken import Words, purposes

NAMES = ROOT / "growthos_ui/decisions/0032-the-products-functions-by-the-names-of-the-house.md"
CATALOGUE = Path(__file__).with_name("catalogue.txt")
# The production tables, as the product's own documents count them.
DOMAINS = {
    "people": "organizations users user_roles students student_details user_sessions",
    "learning": "courses modules available_lessons lesson_recordings batches course_enrollments student_recordings "
    "sequential_unlocks video_ratings",
    "coursework": "assignments student_assignments questionnaire_responses",
    "finance": "invoices installment_plans installment_payments payment_methods",
    "support": "notifications support_tickets support_ticket_replies",
    "mentoring": "student_mentor_assignments success_sessions session_attendance student_recovery_messages milestone_celebration",
    "oversight": "admin_logs user_activity_logs student_performance error_logs",
    "growth": "integrations shopify_metrics meta_ads_metrics company_settings feature_flags",
}
AT_LEAST = {"functions": 50, "policies": 25, "triggers": 15}


@pytest.fixture(scope="module")
def things(database: Database) -> dict[str, list[tuple[str, ...]]]:
    """What PostgreSQL knows: tables, views, functions, triggers, policies."""
    with database.as_owner() as owner:
        return {kind: owner.execute(query).fetchall() for kind, query in _ASKED.items()}


_OURS = "not exists (select from pg_depend as d where d.objid = {0}.oid and d.deptype = 'e')"
_ASKED = {
    "tables": f"""select c.oid::regclass::text from pg_class as c where c.relkind in ('r', 'p')
        and c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and {_OURS.format("c")}""",
    "views": """select c.oid::regclass::text from pg_class as c where c.relkind in ('v', 'm')
        and c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace, 'private'::regnamespace)""",
    "functions": f"""select p.oid::regprocedure::text, p.pronamespace::regnamespace || '.' || p.proname from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'dashboard'::regnamespace, 'private'::regnamespace)
          and p.prorettype <> 'trigger'::regtype and {_OURS.format("p")}""",
    "triggers": """select t.tgname, p.pronamespace::regnamespace || '.' || p.proname, t.tgrelid::regclass::text
        from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
        where not t.tgisinternal and p.pronamespace <> 'queue'::regnamespace""",
    "policies": """select p.polname, p.polrelid::regclass::text from pg_policy as p""",
}


def _rows(things: dict[str, list[tuple[str, ...]]], law: dict[str, dict[str, str]]) -> Iterator[str]:
    said = purposes()
    for kind in ("tables", "views", "functions"):
        yield f"\n{kind.capitalize()}"
        for names in sorted(things[kind]):
            full = names[-1] if "." in names[-1] else f"public.{names[-1]}"
            words = said.get(full, Words("?", "?"))
            yield f"  {names[0].removeprefix('private.')} [{words.folder}]: {words.purpose}"
    yield "\nTriggers"
    yield from _triggers(things["triggers"], said)
    yield "\nPolicies: beside `tenant`, which holds everybody in the organisation of their sign-in"
    for table in sorted({table for _, table in things["policies"]}):
        names = sorted(name for name, its in things["policies"] if its == table)
        cells = law.get(table if "." in table else f"public.{table}", {})
        yield f"  {table}: " + "; ".join(f"{name}{f' ({cells[name]})' if cells.get(name) else ''}" for name in names)


def _triggers(found: list[tuple[str, ...]], said: dict[str, Words]) -> Iterator[str]:
    for name, function in sorted({(name, function) for name, function, _ in found}):
        tables = sorted(table for each, its, table in found if (each, its) == (name, function))
        full = f"{tables[0] if '.' in tables[0] else f'public.{tables[0]}'}.{name}"
        words = said.get(full) or said.get(function) or Words("?", "?")
        yield f"  {name} [{words.folder}]: {words.purpose}. On {', '.join(tables)}"


def _law(owner: psycopg.Connection) -> dict[str, dict[str, str]]:
    return {
        f"{room}.{name}": {"read": read, "add": add, "change": change, "remove": remove}
        for room, name, read, add, change, remove in owner.execute(
            "select room, name, read, add, change, remove from private.law()"
        )
    }


def test_the_catalogue_is_the_one_in_git(database: Database, things: dict[str, list[tuple[str, ...]]]) -> None:
    with database.as_owner() as owner:
        written = "What the database is made of.\n" + "\n".join(_rows(things, _law(owner))) + "\n"
    if os.environ.get("GROWTHOS_WRITE_MATRIX"):
        CATALOGUE.write_text(written)
    assert written == CATALOGUE.read_text()


def test_everything_says_what_it_is_for() -> None:
    silent = [line for line in CATALOGUE.read_text().splitlines() if "[?]" in line or line.endswith("]: ")]
    assert silent == []


def test_documented_functions_of_another_name_stand_under_that_one(things: dict[str, list[tuple[str, ...]]]) -> None:
    stand = {full.partition(".")[2] for _, full in things["functions"]}
    for documented, here in re.findall(r"^\| (`[^|]+) \| ([^|]+) \|", NAMES.read_text(), re.MULTILINE):
        assert not stand & set(re.findall(r"`(\w+)`", documented))
        assert here == "none" or set(re.findall(r"`(\w+)`", here)) - stand == set()


def test_there_are_thirty_nine_production_tables_in_eight_domains(things: dict[str, list[tuple[str, ...]]]) -> None:
    found = {name for (name,) in things["tables"] if "." not in name}
    wanted = {name: domain for domain, names in DOMAINS.items() for name in names.split()}
    assert found == set(wanted)
    assert (len(found), len(DOMAINS)) == (39, 8)
    said = purposes()
    assert {name: said[f"public.{name}"].folder for name in found} == wanted


@pytest.mark.parametrize("kind", AT_LEAST)
def test_there_are_as_many_as_the_product_promises(kind: str, things: dict[str, list[tuple[str, ...]]]) -> None:
    distinct = {names[:2] for names in things[kind]}
    assert len(distinct) >= AT_LEAST[kind]


def test_the_triggers_are_of_many_kinds(things: dict[str, list[tuple[str, ...]]]) -> None:
    functions = {function for _, function, _ in things["triggers"]}
    assert len(functions) >= AT_LEAST["triggers"]
