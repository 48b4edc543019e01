"""The law broken in one place at a time, more than five hundred times: each break is noticed, by what people reach or by a lint."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import growthos_ui
from growthos_ui.db.catalogue import tables
from tests.database import Database, enter
from tests.policies.mutants import Mutant, mutants
from tests.policies.probes import Probes
from tests.policies.reaching import Differences, compare
from tests.policies.world import Person, gather, read_world

LINTS = sorted((Path(growthos_ui.__file__).parent / "sql" / "lints").glob("*.sql"))
MUTANTS_AT_LEAST = 500
# One of each kind first: what is widened or closed shows with the first of them.
FIRST = ("maya", "alice", "marco", "enzo", "nadia", "tara", "mallory", "ben", "otto", "sam")


class NoticedError(Exception):
    """The first difference: there is no need of another."""


class AtOnce(Differences):
    """Differences that end at the first."""

    def find(self, what: str) -> None:
        raise NoticedError(what)


class Watch:
    """Everything that may notice, and one connection for each person."""

    def __init__(self, database: Database) -> None:
        self.database = database
        everybody = gather(database)
        self.people = sorted(everybody, key=lambda each: FIRST.index(each.key) if each.key in FIRST else len(FIRST))
        self.owner = psycopg.connect(database.owner_url)
        self.probes = Probes(database, self.owner, {each.key: each for each in everybody})
        self.tables = tables(self.owner)
        self.world = read_world(self.owner, self.tables)
        self.executable = self._executable()
        self.connections = {each.key: psycopg.connect(database.app_url) for each in self.people}
        self.owner.commit()

    def close(self) -> None:
        for connection in (self.owner, *self.connections.values()):
            connection.close()

    def hash(self) -> str:
        (found,) = self.owner.execute("select private.policy_hash()").fetchone()
        self.owner.rollback()
        return found

    def noticed(self, mutant: Mutant) -> str | None:
        """Return the first thing that is not as it should be; where it should show is looked at first."""
        if mutant.lint:
            return self._lint(mutant.lint)
        if mutant.table:
            return self._reached([mutant.table])
        try:
            return self._callable() or next(self.probes.complaints(), None) or self._reached(self.tables)
        except psycopg.Error as error:
            return f"{type(error).__name__}: {error.diag.message_primary}"

    def _lint(self, name: str) -> str | None:
        text = next(path for path in LINTS if path.stem == name).read_text()
        found = self.owner.execute(text.encode()).fetchone()
        self.owner.rollback()
        return f"lint {name}: {found[0]}" if found else None

    def _reached(self, names: list[str]) -> str | None:
        looked = (self._compare(person, table) for person in self.people for table in names)
        return next(filter(None, looked), None)

    def _compare(self, person: Person, table: str) -> str | None:
        connection = self.connections[person.key]
        try:
            enter(connection, person.actor)
            compare(connection, self.world, person, table, AtOnce())
        except NoticedError as noticed:
            return str(noticed)
        except psycopg.Error as error:
            return f"{person.key}: {type(error).__name__}"
        finally:
            connection.rollback()
        return None

    def _executable(self) -> set[tuple[str, str]]:
        found = self.owner.execute(
            """select r.rolname, p.oid::regprocedure::text from pg_proc as p cross join pg_roles as r
               where p.pronamespace = 'private'::regnamespace and has_function_privilege(r.oid, p.oid, 'execute')
                 and r.rolname in ('authenticated', 'growthos_staff', 'growthos_support', 'growthos_app', 'growthos_sign_in', 'growthos_worker')"""
        ).fetchall()
        self.owner.rollback()
        return set(found)

    def _callable(self) -> str | None:
        differs = self._executable() ^ self.executable
        return f"may be called: {min(differs)}" if differs else None


@pytest.fixture(scope="module")
def watch(database: Database) -> Iterator[Watch]:
    watching = Watch(database)
    yield watching
    watching.close()


def test_the_law_as_it_stands_is_noticed_by_nothing(watch: Watch) -> None:
    assert list(watch.probes.complaints()) == []
    assert [path.stem for path in LINTS if watch._lint(path.stem)] == []


def test_every_mutant_is_noticed(watch: Watch) -> None:
    every = mutants(watch.owner)
    before, survivors = watch.hash(), []
    for mutant in every:
        watch.owner.execute(mutant.breaks.encode())
        watch.owner.commit()
        try:
            found = watch.noticed(mutant)
        finally:
            watch.owner.rollback()
            watch.owner.execute(mutant.mends.encode())
            watch.owner.commit()
        if not found:
            survivors.append(mutant.name)
    assert not survivors, "\n".join(["Nothing notices:", *survivors])
    assert watch.hash() == before, "a mutant was not mended, and hid those after it"
    assert len(every) >= MUTANTS_AT_LEAST
