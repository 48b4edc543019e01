"""Brings a database to the state that sql/ describes: in order, once, in one transaction, hashed, forward only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from growthos_ui.db.queue import install_queue
from growthos_ui.errors import GrowthError, Kind

SQL_FOLDER = Path(__file__).parent.parent / "sql"
LOGIN_ROLES = ("growthos_app", "growthos_sign_in", "growthos_worker")
# Roles are cluster-wide and an advisory lock is not, so every migrator takes its lock in this database.
AGREED_DATABASE = "postgres"
_LOCK = 7_270_014_001
_KINDS = {"production", "demo", "test"}

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file under sql/: `name` is its path there, `repeatable` ones may change after they were applied."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """The hash by which an edit is noticed."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def repeatable(self) -> bool:
        """Functions, policies and grants replace themselves; tables do not."""
        return self.text.startswith("-- Repeatable.")

    @property
    def is_change(self) -> bool:
        """A dated step from one version to the next, as opposed to the baseline."""
        return self.name.startswith("changes/")


@dataclass(frozen=True, slots=True)
class Migration:
    """What a run did: the files that it applied, and whether it rebuilt the database from nothing."""

    applied: tuple[str, ...]
    rebuilt: bool


def migrate(
    *,
    owner_url: str,
    passwords: Mapping[str, str],
    report: Report | None = None,
    kind: str = "production",
    folder: Path = SQL_FOLDER,
) -> Migration:
    """Apply what is missing and set the passwords of the login roles (a role that is not named keeps its own).

    `kind` (production, demo or test) is written down when the database is new and never changed afterwards.
    Raises GrowthError(WRONG_STATE) when an applied file was edited, with nothing changed.
    """
    if kind not in _KINDS:
        raise GrowthError(
            Kind.INVALID, f"A database is one of {', '.join(sorted(_KINDS))}, not {kind!r}.", field="kind"
        )
    files = sql_files(folder)
    with _one_migrator_at_a_time(owner_url), _connect(owner_url) as connection:
        rebuilt = _rebuild_if_allowed(connection, files, report)
        applied = _apply(connection, _due(files, _ledger(connection)), report)
        install_queue(connection)
        _remember_installation(connection, kind)
        _set_passwords(connection, passwords)
    return Migration(applied=tuple(file.name for file in applied), rebuilt=rebuilt)


def sql_files(folder: Path = SQL_FOLDER) -> list[SqlFile]:
    """Return the files in the order in which they apply: the baseline by number, the changes by date, the law last."""
    paths = (path for path in folder.rglob("*.sql") if path.parent.name != "lints")
    return sorted((SqlFile(path.relative_to(folder).as_posix(), path.read_text()) for path in paths), key=_place)


def _place(file: SqlFile) -> tuple[int, str]:
    part = 1 if file.is_change else 2 if file.name.startswith("law/") else 0
    return part, file.name.rpartition("/")[2]


@contextmanager
def _one_migrator_at_a_time(owner_url: str) -> Iterator[None]:
    """Hold the cluster's migration lock; the second migrator waits and then finds nothing to do."""
    with _connect_to_agreed_database(owner_url) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        yield  # the lock ends with its connection


def _connect_to_agreed_database(owner_url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(make_conninfo(owner_url, dbname=AGREED_DATABASE), autocommit=True)
    except psycopg.OperationalError:
        # A service that hides the maintenance database leaves only our own to lock in.
        return _connect(owner_url, autocommit=True)


def _connect(owner_url: str, *, autocommit: bool = False) -> psycopg.Connection:
    try:
        return psycopg.connect(owner_url, autocommit=autocommit)
    except psycopg.OperationalError as error:
        raise GrowthError(
            Kind.UNAVAILABLE,
            "The database cannot be reached.",
            remedy="Is DATABASE_OWNER_URL right, does the database exist, and is the server running?",
        ) from error


def _ledger(connection: psycopg.Connection) -> dict[str, str]:
    exists = connection.execute("select to_regclass('dashboard.migrations') is not null").fetchone()
    if exists != (True,):
        return {}
    return dict(connection.execute("select name, sha256 from dashboard.migrations").fetchall())


def _due(files: list[SqlFile], applied: Mapping[str, str]) -> list[SqlFile]:
    """Return what is new or, where it may be, changed. Once anything applies, so does the law: it speaks of all tables."""
    due = {file.name for file in files if applied.get(file.name) != file.sha256}
    return [file for file in files if file.name in due or (due and file.name.startswith("law/"))]


def _edited(files: list[SqlFile], applied: Mapping[str, str]) -> list[str]:
    """Return the names of applied files that are different now, or gone."""
    now = {file.name: file for file in files}
    changed = [name for name, sha256 in applied.items() if name in now and now[name].sha256 != sha256]
    gone = [name for name in applied if name not in now]
    return sorted([name for name in changed if not now[name].repeatable] + gone)


def _rebuild_if_allowed(connection: psycopg.Connection, files: list[SqlFile], report: Report | None) -> bool:
    """Empty a demo or test database whose baseline is another one; refuse for any other, and for an edited change."""
    edited = _edited(files, _ledger(connection))
    if not edited:
        return False
    if any(name.startswith("changes/") for name in edited) or _kind_of(connection) not in {"demo", "test"}:
        raise GrowthError(
            Kind.WRONG_STATE,
            f"{edited[0]} was edited or removed after it was applied to this database.",
            remedy="Put it back as it was and add a dated file under sql/changes instead.",
        )
    if report:
        report(
            f"The tables have changed since this {_kind_of(connection)} database was made ({edited[0]}): it is rebuilt."
        )
    _empty(connection)
    return True


def _kind_of(connection: psycopg.Connection) -> str | None:
    row = connection.execute("select kind from dashboard.installation").fetchone()
    return row[0] if row else None


def _empty(connection: psycopg.Connection) -> None:
    """Drop everything that the baseline makes; extensions in public stay."""
    connection.execute("drop schema if exists private, dashboard, queue cascade")
    tables = connection.execute(
        """select c.oid::regclass::text from pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
             and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"""
    ).fetchall()
    for (name,) in tables:
        connection.execute(f"drop table if exists {name} cascade")


def _apply(connection: psycopg.Connection, files: list[SqlFile], report: Report | None) -> list[SqlFile]:
    # Bodies name tables that come later, and names in files are qualified: nothing depends on a search path.
    connection.execute("set local check_function_bodies = off")
    connection.execute("set local search_path = public")
    connection.execute("set local client_min_messages = warning")
    for file in files:
        if report:
            report(file.name)
        _run(connection, file)
    for file in files:
        connection.execute(
            """insert into dashboard.migrations (name, sha256) values (%s, %s)
               on conflict (name) do update set sha256 = excluded.sha256, applied_at = clock_timestamp()""",
            [file.name, file.sha256],
        )
    return files


def _run(connection: psycopg.Connection, file: SqlFile) -> None:
    try:
        connection.execute(file.text.encode())
    except psycopg.Error as error:
        place = error.diag.statement_position
        line = f", line {file.text.count(chr(10), 0, int(place)) + 1}" if place else ""
        raise GrowthError(Kind.WRONG_STATE, f"{file.name}{line}: {error.diag.message_primary or error}") from error


def _remember_installation(connection: psycopg.Connection, kind: str) -> None:
    connection.execute("insert into dashboard.installation (kind) values (%s) on conflict do nothing", [kind])
    connection.execute(
        """update dashboard.installation set policy_hash = private.policy_hash()
           where policy_hash is distinct from private.policy_hash()"""
    )


def _set_passwords(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Send verifiers, never passwords: what a server logs of this statement opens nothing."""
    for role, password in passwords.items():
        if role not in LOGIN_ROLES:
            continue
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        connection.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(verifier.decode()))
        )
