"""One import: read, check, name, load, in one transaction that is kept whole or not at all."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.oulad import reading, references, remarks
from growthos_ui.learning.oulad.loading import STATEMENTS, load, statement
from growthos_ui.learning.oulad.mapping import MAPPING
from growthos_ui.learning.oulad.report import FileRead, ImportReport, TableLoaded
from growthos_ui.learning.oulad.sources import ACTIVITY_TYPES, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from uuid import UUID

    Progress = Callable[[str, float], None]

# How the whole divides, measured on the published set.
_READ_UNTIL, _CHECKED_AT, _NAMED_UNTIL, _LOADED_UNTIL = 0.1, 0.12, 0.35, 0.8
SUMMARIES = ("dashboard.student_progress", "dashboard.learner_weeks", "dashboard.student_words")
SHIFT_WEEKS_MAX = 5_000  # nearly a century: what is further away is a slip of the hand
_NO_CURRENCY = "XXX"  # ISO 4217: no currency involved


@dataclass(frozen=True, slots=True)
class Asked:
    """What one import was asked for. `presentations` are like AAA2013J; None means all."""

    folder: Path
    organization_slug: str
    shift_weeks: int
    until: date | None
    since: date | None
    presentations: frozenset[str] | None
    mentors: tuple[UUID | None, ...]
    assigned_by: UUID | None


def import_folder(
    *,
    owner_url: str,
    folder: Path,
    organization_slug: str,
    shift_weeks: int = 0,
    until: date | None = None,
    since: date | None = None,
    presentations: set[str] | None = None,
    mentors: Sequence[UUID | None] = (),
    assigned_by: UUID | None = None,
    report_progress: Progress | None = None,
) -> ImportReport:
    """Load a folder of the set into an organisation, in one transaction, and say what was done.

    `shift_weeks` moves every day by whole weeks, at most SHIFT_WEEKS_MAX either way. `until` is the last local day whose events are loaded.
    `since` promises that everything up to that day is there already, so that only later events are looked at.
    `presentations` are names like "AAA 2013J". `mentors` deals the learners out among these people, a None leaving
    its share without one, in the name of `assigned_by`. `report_progress` is told words and the share done, 0 to 1.
    Raises BrokenInput for a file that cannot be taken in, GrowthError for anything else; then nothing was loaded.
    """
    names = frozenset(re.sub(r"[^A-Z0-9]", "", name.upper()) for name in presentations) if presentations else None
    _require_near(shift_weeks)
    asked = Asked(folder, organization_slug, shift_weeks, until, since, names, tuple(mentors), assigned_by)
    began = time.monotonic()
    found = reading.find_files(folder)
    with _transaction(owner_url) as connection:
        report = _Import(connection, asked, found, report_progress or _unheard).run(began)
    _tidy(owner_url, report)
    return report


def _require_near(shift_weeks: int) -> None:
    if abs(shift_weeks) > SHIFT_WEEKS_MAX:
        raise GrowthError(
            Kind.INVALID,
            f"The days can be moved by at most {SHIFT_WEEKS_MAX:,} weeks, forward or back, not by {shift_weeks:,}.",
            field="shift_weeks",
            remedy="Nothing was loaded.",
        )


def _tidy(owner_url: str, report: ImportReport) -> None:
    """Vacuum what has changed: the first reader should not have to find out which rows are there for all to see."""
    changed = [f"public.{table.table}" for table in report.tables if table.new or table.changed]
    if changed:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(f"vacuum (analyze) {', '.join((*changed, *SUMMARIES))}".encode())


def _unheard(_words: str, _share: float) -> None:
    """Nobody asked for progress."""


@contextmanager
def _transaction(owner_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Open the owner's connection and one transaction; turn what the database refuses into a GrowthError."""
    try:
        with psycopg.connect(owner_url) as connection, connection.transaction():
            yield connection
    except psycopg.errors.IntegrityConstraintViolation as clash:
        raise GrowthError(
            Kind.CONFLICT,
            f"The organisation holds rows that the import cannot stand beside ({clash.diag.constraint_name}).",
            remedy="Nothing was loaded.",
        ) from clash
    except psycopg.errors.DiskFull as failure:
        raise GrowthError(
            Kind.UNAVAILABLE, "The database stopped: the disk is full.", remedy="Nothing was loaded."
        ) from failure
    except psycopg.OperationalError as failure:
        raise GrowthError(
            Kind.UNAVAILABLE, f"The database does not answer: {str(failure).strip()}", remedy="Nothing was loaded."
        ) from failure


class _Import:
    """The steps of one import over one connection."""

    def __init__(
        self, connection: psycopg.Connection[Any], asked: Asked, files: Mapping[Source, Path], report: Progress
    ) -> None:
        self._connection, self._asked, self._files, self._report = connection, asked, files, report

    def run(self, began: float) -> ImportReport:
        organization_id, name = self._prepare()
        read = tuple(self._read())
        self._report("Checking what the files say about each other", _READ_UNTIL)
        references.check(self._connection, self._files)
        presentations = self._name(organization_id)
        found = remarks.find(self._connection, self._files)
        tables = tuple(self._load())
        self._count(tables)
        self._connection.execute(statement("250_admin_logs").encode())
        self._report("Loaded", 1.0)
        return ImportReport(name, presentations, read, tables, found, time.monotonic() - began)

    def _prepare(self) -> tuple[UUID, str]:
        """Note what was asked for, where the statements find it; return the organisation's id and name."""
        # One import at a time: two that bring the same learner to two organisations would both take the address.
        self._connection.execute("select pg_advisory_xact_lock(hashtextextended('growthos.oulad', 0))")
        # Large sorts and hashes, once; all rows of every cursor are wanted; a progress bar stands beside it.
        self._connection.execute(
            "set local work_mem = '64MB'; set local cursor_tuple_fraction = 1; set local jit = off; set local statement_timeout = 0"
        )
        found = self._connection.execute(
            """select o.id, o.name, o.timezone, s.default_currency from public.organizations o
               left join public.company_settings s on s.organization_id = o.id where o.slug = %s""",
            (self._asked.organization_slug,),
        ).fetchone()
        if not found:
            raise GrowthError(
                Kind.MISSING,
                f"There is no organisation {self._asked.organization_slug!r}.",
                field="organization_slug",
                remedy="Nothing was loaded.",
            )
        organization_id, name, timezone, currency = found
        self._connection.execute(statement("010_staging").encode())
        self._connection.execute(statement("020_run").encode())
        presentations = sorted(self._asked.presentations) if self._asked.presentations else None
        self._connection.execute(
            "insert into oulad_run values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (organization_id, self._asked.organization_slug, timezone, currency or _NO_CURRENCY, self._asked.shift_weeks,
             self._asked.until, self._asked.since, presentations, list(ACTIVITY_TYPES),
             list(self._asked.mentors) or None, self._asked.assigned_by),
        )  # fmt: skip
        return organization_id, name

    def _read(self) -> Iterator[FileRead]:
        """Copy each file into its staging table."""
        whole = sum(path.stat().st_size for path in self._files.values()) or 1
        before = 0
        for source, path in self._files.items():
            yield FileRead(path.name, self._copy(source, path, before=before, whole=whole))
            before += path.stat().st_size

    def _copy(self, source: Source, path: Path, *, before: int, whole: int) -> int:
        def read(position: int) -> None:
            self._report(f"Reading {path.name}", _READ_UNTIL * min(1.0, (before + position) / whole))

        rows = 0
        columns = ", ".join(("line", *(column.name for column in source.columns)))
        copying = f"copy {source.table} ({columns}) from stdin with (null '')"
        with self._connection.cursor() as cursor:
            with cursor.copy(copying.encode()) as copy:
                for block in reading.copy_blocks(source, path, read=read):
                    copy.write(block)
            rows = cursor.rowcount
        self._connection.execute(f"analyze {source.table}".encode())
        return rows

    def _name(self, organization_id: UUID) -> tuple[str, ...]:
        """Give every row its id; return the presentations that are loaded, as people say them."""
        # Module, presentation and learner go together, which the planner cannot know: it expects one row
        # where there are two hundred thousand, and loops for minutes over what hashing joins in a second.
        self._connection.execute("set local enable_nestloop = off")
        for step, named in enumerate(MAPPING):
            share = _CHECKED_AT + (_NAMED_UNTIL - _CHECKED_AT) * step / len(MAPPING)
            self._report(f"Naming {named.table.removeprefix('oulad_')}s", share)
            named.fill(self._connection, organization_id)
            if step == 0:
                self._require_presentations()
        self._connection.execute("set local enable_nestloop = on")
        rows = self._connection.execute(
            "select code_module || ' ' || code_presentation from oulad_presentation order by 1"
        ).fetchall()
        return tuple(name for (name,) in rows)

    def _require_presentations(self) -> None:
        """Refuse a presentation that is not in the set, and one that stands in the database on other days."""
        known = {
            name for (name,) in self._connection.execute("select code_module || code_presentation from oulad_courses")
        }
        unknown = sorted((self._asked.presentations or frozenset()) - known)
        if unknown:
            raise GrowthError(
                Kind.INVALID,
                f"There is no presentation {unknown[0]} in {self._asked.folder.name}; there are {', '.join(sorted(known))}.",
                field="presentations",
                remedy="Nothing was loaded.",
            )
        moved = self._connection.execute(
            """select b.name, (b.start_date - p.day_0) / 7 + run.shift_weeks from oulad_presentation p
               cross join oulad_run run join public.batches b on b.id = p.batch_id
               where b.start_date <> p.day_0 order by 1 limit 1"""
        ).fetchone()
        if moved:
            raise GrowthError(
                Kind.CONFLICT,
                f"{moved[0]} is loaded already, shifted by {moved[1]} weeks; its days cannot be moved.",
                field="shift_weeks",
                remedy="Nothing was loaded.",
            )

    def _load(self) -> Iterator[TableLoaded]:
        """Fill the tables. The summaries wait: each table would otherwise count every learner anew."""
        self._connection.execute("set local growthos.counts_wait = 'on'")
        for step, loaded in enumerate(load(self._connection), start=1):
            share = _NAMED_UNTIL + (_LOADED_UNTIL - _NAMED_UNTIL) * step / len(STATEMENTS)
            self._report(f"Loaded {loaded.table.replace('_', ' ')}", share)
            yield loaded
        self._connection.execute("set local growthos.counts_wait = 'off'")

    def _count(self, tables: tuple[TableLoaded, ...]) -> None:
        """Count the progress of the learners once, if there is anything new to count."""
        if not any(table.new or table.changed for table in tables):
            return
        self._report("Counting progress", _LOADED_UNTIL)
        self._connection.execute("select private.recount_progress(array(select enrollment_id from oulad_registration))")
