"""A list for the tests of the machine: one column and one filter of each kind, on a table of its own."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    select,
    true,
)

from growthos_ui.auth.permissions import Permission
from growthos_ui.demo.cast import KENJI, LAKESIDE, MAYA, NORTHGATE, OTTO
from growthos_ui.listing import columns, filters
from growthos_ui.listing.listing import Beside, Listing
from growthos_ui.listing.ranges import NumberRange
from growthos_ui.listing.search import LAST_LETTER, Search

if TYPE_CHECKING:
    import psycopg

DEFINITION = """
-- A schema of its own: the app refuses to serve where the policies of its own schemas are not those of the law.
create schema trial;
grant usage on schema trial to authenticated, growthos_support;
create table trial.pupils (
  id uuid primary key, organization_id uuid not null, mentor_id uuid, student_id uuid not null,
  code text collate "C" not null, full_name text not null,
  name_key text collate "C" not null generated always as (lower(full_name)) stored,
  status text not null, course text, points bigint, tenths int, seen_at timestamptz, enrolled_on date not null,
  is_new boolean not null,
  points_key bigint not null generated always as (coalesce(points, -1)) stored,
  tenths_key int not null generated always as (coalesce(tenths, -1)) stored,
  seen_key timestamptz not null generated always as (coalesce(seen_at, '-infinity'::timestamptz)) stored
);
create table trial.pupil_words (
  organization_id uuid not null, word text collate "C" not null, student_id uuid not null, mentor_id uuid);
alter table trial.pupils enable row level security;
alter table trial.pupil_words enable row level security;
create policy read on trial.pupils for select to authenticated, growthos_support using (
  organization_id = (select private.org_id())
  and ((select private.has_role('superadmin', 'admin')) or mentor_id = (select private.actor_id())));
create policy read on trial.pupil_words for select to authenticated, growthos_support using (
  organization_id = (select private.org_id())
  and ((select private.has_role('superadmin', 'admin')) or mentor_id = (select private.actor_id())));
grant select on trial.pupils, trial.pupil_words to authenticated, growthos_support;
"""

_METADATA = MetaData(schema="trial")
PUPIL = Table(
    "pupils",
    _METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organization_id", Uuid, nullable=False),
    Column("mentor_id", Uuid),
    Column("student_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("course", Text),
    Column("points", BigInteger),
    Column("points_key", BigInteger, nullable=False),
    Column("tenths", Integer),
    Column("tenths_key", Integer, nullable=False),
    Column("seen_at", DateTime(timezone=True)),
    Column("seen_key", DateTime(timezone=True), nullable=False),
    Column("enrolled_on", Date, nullable=False),
    Column("is_new", Boolean, nullable=False),
)
WORD = Table(
    "pupil_words",
    _METADATA,
    Column("organization_id", Uuid, nullable=False),
    Column("word", Text, nullable=False),
    Column("student_id", Uuid, nullable=False),
    Column("mentor_id", Uuid),
)


def _starts_a_word(selected: Any, typed: tuple[str, ...]) -> Any:
    """Each typed word is the start of a word of the row: a range is leakproof, LIKE is not."""
    word, owner = WORD.c.word, WORD.c.student_id
    hits = (select(owner).where(word >= each, word < each + LAST_LETTER) for each in typed)
    return and_(true(), *(selected["student_id"].in_(hit) for hit in hits))


def pupils() -> Select[Any]:
    """Every pupil that the actor may see."""
    shown = [column for column in PUPIL.columns if column.name != "organization_id"]
    return select(*shown)


def courses() -> Select[Any]:
    """The courses of those pupils."""
    value = PUPIL.c.course
    return select(value.label("value"), value.label("label")).where(value.is_not(None)).distinct().order_by("value")


def mentors() -> Select[Any]:
    """The mentors of those pupils."""
    value = PUPIL.c.mentor_id
    return select(value.label("value"), value.label("label")).where(value.is_not(None)).distinct().order_by("value")


STATUSES = (
    columns.Mark("active", "Active", "dot", "good"),
    columns.Mark("suspended", "Suspended", "paused", "warn", is_tinted=True),
)
BANDS = (
    filters.Range("low", "Under 50", 0, 50),
    filters.Range("high", "50 and more", 50),
    filters.Range("unknown", "Unknown", None, 0),
)


def declared(**changes: Any) -> dict[str, Any]:
    """Return a declaration that is right, with some of it changed."""
    right: dict[str, Any] = {
        "name": "pupils",
        "title": "Pupils",
        "noun": ("pupil", "pupils"),
        "source": pupils,
        "columns": (
            columns.Code(name="code", label="Code", sort_by="code", card="sub"),
            columns.Link(name="full_name", label="Name", sort_by="name_key", card="title", href="/pupils/{code}"),
            columns.Text(name="course", label="Course", is_quiet=True),
            columns.Badge(name="status", label="Status", marks=STATUSES, card="state"),
            columns.Count(name="points", label="Points", sort_by="points_key", total="sum"),
            columns.Progress(
                name="tenths", label="Progress, %", sort_by="tenths_key", in_tenths=True, card="pair", total="mean"
            ),
            columns.Day(name="enrolled_on", label="Enrolled", sort_by="enrolled_on"),
            columns.Moment(name="seen_at", label="Last seen", sort_by="seen_key", card="pair"),
        ),
        "filters": (
            filters.Choice(name="status", label="Status", choices=(("active", "Active"), ("suspended", "Suspended"))),
            filters.Related(name="course", label="Course", options=courses, none="No course"),
            filters.Related(name="mentor", label="Mentor", on="mentor_id", options=mentors),
            filters.Band(name="points", label="Points", on="points_key", ranges=BANDS),
            filters.DayRange(name="enrolled", label="Enrolled", on="enrolled_on"),
            filters.DayRange(name="seen", label="Last seen", on="seen_key"),
            NumberRange(name="done", label="Progress", on="tenths_key", unit="%", scale=10),
            filters.Flag(name="new", label="New", on="is_new", yes="New", no="Known"),
        ),
        "search": Search(placeholder="Code or name", clause=_starts_a_word),
        "beside": Beside("course", ("course", "courses")),
        "sort": "-seen_at",
        "read": Permission.PEOPLE_STUDENTS_READ,
        "export": Permission.PEOPLE_STUDENTS_EXPORT,
        "absent": "A pupil appears here when somebody enrols one.",
    }
    return right | changes


PUPILS = Listing(**declared())


def row(number: int, chance: random.Random, **given: Any) -> dict[str, Any]:
    """Return one pupil of Northgate. Few different values, so that most of them tie, and many unknown."""
    return {
        "id": UUID(int=chance.getrandbits(128)),
        "organization_id": NORTHGATE.id,
        "mentor_id": chance.choice([MAYA.id, KENJI.id, None]),
        "student_id": UUID(int=chance.getrandbits(128)),
        "code": f"STU{number:06}",
        "full_name": chance.choice(["Ayesha Siddiqui", "bilal Khan", "Chen Weiling", "=Eve O'Neil", "Łucja Kowalska"]),
        "status": chance.choice(["active", "suspended"]),
        "course": chance.choice(["AAA", "BBB", None]),
        "points": chance.choice([None, -5, 0, 49, 50, 1234]),
        "tenths": chance.choice([None, 0, 619, 1000]),
        "seen_at": chance.choice([None, datetime(2026, 4, 10, 9, tzinfo=UTC), datetime(2026, 4, 9, 20, tzinfo=UTC)]),
        "enrolled_on": date(2026, 1, 1) + timedelta(days=chance.randrange(5)),
        "is_new": chance.random() < 0.5,
    } | given


def fill(connection: psycopg.Connection, rows: list[dict[str, Any]]) -> None:
    """Replace all pupils by these, with their words."""
    connection.execute("truncate trial.pupils, trial.pupil_words")
    names = list(row(0, random.Random(0)))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"insert into trial.pupils ({', '.join(names)}) values ({', '.join(['%s'] * len(names))})",
            [[each[name] for name in names] for each in rows],
        )
    connection.execute("""
        insert into trial.pupil_words
        select p.organization_id, w, p.student_id, p.mentor_id
        from trial.pupils p, regexp_split_to_table(lower(p.full_name || ' ' || p.code collate "default"), '[^[:alnum:]]+') as w
        where w <> ''""")


def foreign(number: int, chance: random.Random) -> dict[str, Any]:
    """Return one pupil of the other organisation, whom nobody at Northgate may see."""
    return row(number, chance, organization_id=LAKESIDE.id, mentor_id=OTTO.id)
