"""Migrating: once, in order, forward only, by an ordinary role, and by two at the same time."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from growthos_ui.db.migrate import SQL_FOLDER, Migration, migrate, sql_files
from growthos_ui.embedded import EmbeddedServer
from growthos_ui.errors import GrowthError
from tests.database import Database, clone

TABLE = "people/130_students.sql"
CHANGE = "changes/2026-12-01_01_add_nickname.sql"


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[Database]:
    made = clone(server, template=None)
    yield made
    server.drop_database(made.name)


@pytest.fixture(scope="module")
def standing(server: EmbeddedServer) -> Iterator[Database]:
    """A database that was migrated as production; nothing happens to it but that it is copied."""
    made = clone(server, template=None)
    run(made)
    yield made
    server.drop_database(made.name)


@pytest.fixture
def migrated(server: EmbeddedServer, standing: Database) -> Iterator[Database]:
    """A copy of it."""
    made = clone(server, template=standing.name)
    yield made
    server.drop_database(made.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of sql/ to make edits in."""
    return Path(shutil.copytree(SQL_FOLDER, tmp_path / "sql"))


def run(
    database: Database, folder: Path = SQL_FOLDER, *, kind: str = "production", told: list[str] | None = None
) -> Migration:
    report = None if told is None else told.append
    return migrate(owner_url=database.owner_url, passwords={}, folder=folder, kind=kind, report=report)


def edit(folder: Path, name: str, text: str = "-- A remark.\n") -> None:
    path = folder / name
    path.write_text((path.read_text() if path.exists() else "") + text)


def answer(database: Database, question: str) -> object:
    with database.as_owner() as owner:
        return owner.execute(question).fetchone()[0]


def become(database: Database, kind: str) -> None:
    """Let the database be of another kind, as if it had been made so."""
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set kind = %s", [kind])


def test_the_owner_is_no_superuser_and_does_not_bypass_row_security(migrated: Database) -> None:
    assert (
        answer(migrated, "select rolsuper or rolbypassrls or rolreplication from pg_roles where rolname = current_user")
        is False
    )
    assert answer(migrated, "select count(*) from dashboard.migrations") == len(sql_files())


def test_a_second_run_changes_nothing(migrated: Database) -> None:
    before = answer(
        migrated, "select private.policy_hash() || (select string_agg(xmin::text, ',') from dashboard.migrations)"
    )
    assert run(migrated) == Migration(applied=(), rebuilt=False)
    assert before == answer(
        migrated, "select private.policy_hash() || (select string_agg(xmin::text, ',') from dashboard.migrations)"
    )


def test_files_apply_by_number_then_changes_by_date_then_the_law(folder: Path) -> None:
    edit(folder, CHANGE)
    names = [file.name for file in sql_files(folder)]
    first_law = next(place for place, name in enumerate(names) if name.startswith("law/"))
    assert names[:4] == ["000_roles.sql", "010_schemas.sql", "020_identity.sql", "030_guards.sql"]
    assert names[first_law - 1] == CHANGE
    first_change = next(place for place, name in enumerate(names) if name.startswith("changes/"))
    for part in (names[:first_change], names[first_change:first_law]):
        assert [name.rpartition("/")[2] for name in part] == sorted(name.rpartition("/")[2] for name in part)


def test_an_edited_table_is_refused_in_production_and_nothing_changes(migrated: Database, folder: Path) -> None:
    edit(folder, TABLE)
    edit(folder, CHANGE, "alter table public.students add column nickname text;\n")
    with pytest.raises(GrowthError, match=f"{TABLE} was edited or removed after it was applied"):
        run(migrated, folder)
    assert answer(migrated, f"select count(*) from dashboard.migrations where name = '{CHANGE}'") == 0


def test_a_removed_file_is_refused_too(migrated: Database, folder: Path) -> None:
    edit(folder, CHANGE, "alter table public.students add column nickname text;\n")
    run(migrated, folder)
    (folder / CHANGE).unlink()
    with pytest.raises(GrowthError, match=CHANGE):
        run(migrated, folder)


def test_an_edited_change_is_refused_even_in_a_demo(migrated: Database, folder: Path) -> None:
    become(migrated, "demo")
    edit(folder, CHANGE, "alter table public.students add column nickname text;\n")
    run(migrated, folder, kind="demo")
    edit(folder, CHANGE)
    with pytest.raises(GrowthError, match=CHANGE):
        run(migrated, folder, kind="demo")


@pytest.mark.parametrize("kind", ["demo", "test"])
def test_a_demo_of_another_baseline_is_rebuilt_with_a_sentence(kind: str, migrated: Database, folder: Path) -> None:
    become(migrated, kind)
    with migrated.as_owner() as owner:
        owner.execute("insert into public.organizations (name, slug) values ('Old', 'old')")
    edit(folder, TABLE)
    told: list[str] = []
    assert run(migrated, folder, kind=kind, told=told).rebuilt
    assert told[0] == f"The tables have changed since this {kind} database was made ({TABLE}): it is rebuilt."
    assert answer(migrated, "select count(*) from public.organizations") == 0
    assert answer(migrated, "select kind from dashboard.installation") == kind


def test_a_database_does_not_become_a_demo_by_being_called_one(migrated: Database, folder: Path) -> None:
    edit(folder, TABLE)
    with pytest.raises(GrowthError, match="was edited"):
        run(migrated, folder, kind="demo")


def test_a_change_is_applied_once_and_the_law_after_it(migrated: Database, folder: Path) -> None:
    edit(folder, CHANGE, "alter table public.students add column nickname text;\n")
    applied = run(migrated, folder).applied
    assert applied[0] == CHANGE
    assert all(name.startswith("law/") for name in applied[1:])
    assert run(migrated, folder).applied == ()
    assert (
        answer(migrated, "select has_column_privilege('authenticated', 'public.students', 'nickname', 'select')")
        is True
    )


def test_a_repeatable_file_is_applied_again_when_it_changes(migrated: Database, folder: Path) -> None:
    edit(folder, "030_guards.sql")
    assert run(migrated, folder).applied[0] == "030_guards.sql"


def test_a_table_without_a_line_in_the_law_is_refused_whole(migrated: Database, folder: Path) -> None:
    edit(folder, "changes/2026-12-01_01_add_secrets.sql", "create table public.secrets (id uuid primary key);\n")
    with pytest.raises(GrowthError, match=r"The law has no line for: public\.secrets"):
        run(migrated, folder)
    assert answer(migrated, "select to_regclass('public.secrets') is null") is True


def test_a_fault_in_a_file_is_named_with_its_line_and_leaves_nothing(empty: Database, folder: Path) -> None:
    edit(folder, "changes/2026-12-01_01_break.sql", "select 1;\n\nselect from nowhere;\n")
    with pytest.raises(
        GrowthError, match=r"changes/2026-12-01_01_break\.sql, line 3: relation \"nowhere\" does not exist"
    ):
        run(empty, folder)
    assert answer(empty, "select to_regnamespace('dashboard') is null") is True


def test_two_migrators_at_once_do_the_work_once(empty: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: run(empty), range(2)))
    assert sorted(len(done.applied) for done in runs) == [0, len(sql_files())]


def test_two_databases_of_one_cluster_may_be_migrated_at_once(server: EmbeddedServer, empty: Database) -> None:
    second = clone(server, template=None)
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(run, (empty, second)))
    assert [len(done.applied) for done in runs] == [len(sql_files())] * 2
    server.drop_database(second.name)


def test_passwords_are_set_and_never_sent_in_clear(server: EmbeddedServer, migrated: Database) -> None:
    migrate(owner_url=migrated.owner_url, passwords={"growthos_worker": "another"}, folder=SQL_FOLDER)
    try:
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(migrated.worker_url)
        psycopg.connect(migrated.worker_url, password="another").close()
    finally:
        migrate(owner_url=migrated.owner_url, passwords=server.passwords(), folder=SQL_FOLDER)
    psycopg.connect(migrated.worker_url).close()


def test_an_unknown_kind_of_database_is_a_sentence(empty: Database) -> None:
    with pytest.raises(GrowthError, match="A database is one of"):
        run(empty, kind="toy")


def test_a_database_that_is_not_there_is_a_sentence(empty: Database) -> None:
    with pytest.raises(GrowthError, match="cannot be reached"):
        migrate(owner_url=empty.owner_url.replace(empty.name, "no_such_database"), passwords={})
