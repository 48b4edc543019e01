"""The database's own lints, one question per file in sql/lints: each must have no answer."""

from pathlib import Path

import pytest

import growthos_ui
from tests.database import Database

LINTS = sorted((Path(growthos_ui.__file__).parent / "sql" / "lints").glob("*.sql"))


def lint(database: Database, name: str, *broken: str) -> list[str]:
    """Return what the lint finds after the database was broken in the given ways; nothing of it stays."""
    text = next(path for path in LINTS if path.stem == name).read_text()
    with database.as_owner() as owner:
        for statement in broken:
            owner.execute(statement)
        found = [finding for (finding,) in owner.execute(text.encode())]
        owner.rollback()
    return found


@pytest.mark.parametrize("name", [path.stem for path in LINTS])
def test_the_database_keeps_its_lints(name: str, database: Database) -> None:
    assert lint(database, name) == []


# A lint that finds nothing may be blind: each is shown the fault it is there for.
FAULTS = {
    "row_security_off": ["alter table public.students disable row level security"],
    "tenant_lock_missing": ["drop policy tenant on public.students"],
    "several_permissive_policies": ["create policy more on public.students for select to authenticated using (true)"],
    "function_called_per_row": [
        "create policy slow on public.students for delete to authenticated using (mentor_id = private.actor_id())"
    ],
    "search_path_not_pinned": ["alter function private.org_id() reset search_path"],
    "execute_for_public": ["grant execute on function private.org_id() to public"],
    "changing_function_of_the_owner": ["grant execute on function private.next_number(uuid, text) to authenticated"],
    "trigger_function_of_the_caller": ["alter function private.fill_scope() security invoker"],
    "granted_to_public": ["grant select on public.students to public"],
    "privilege_past_row_security": ["grant truncate on public.students to authenticated"],
    "key_without_organization": [
        "alter table public.batches add foreign key (course_id) references public.courses (id)"
    ],
    "key_without_index": ["drop index public.students_by_suspender"],
    "index_lost_under_row_security": ["create index slow on public.users (lower(email))"],
    "organization_may_be_null": ["alter table public.students alter organization_id drop not null"],
    "view_of_the_owner": [
        "create view public.everybody as select id from public.users",
        "grant select on public.everybody to authenticated",
    ],
    "guard_not_always": ["alter table public.admin_logs enable trigger deny_change"],
    "policy_for_public": ["create policy all_of_you on public.students for delete using (false)"],
    "privileged_role": ["alter role growthos_app inherit"],
    "generated_column_not_stored": [],
    "sort_key_may_be_null": ["alter table public.users alter name_key drop not null"],
    "fixed_column_granted": ["grant update (organization_id) on public.courses to authenticated"],
    "trigger_off": ["alter table public.students disable trigger keep_identity"],
    "trigger_missing": ["drop trigger keep_updated_at on public.batches"],
    "granted_without_policy": ["grant insert on public.students to authenticated"],
    "secret_granted": ["grant select (password_hash) on public.users to growthos_staff"],
    "wrong_owner": ["call private.hand_to_operations('private.org_id()')"],
    "scope_not_filled": ["drop trigger fill_scope on public.student_details"],
    "home_taken_for_the_chosen": [
        """create function private.blunder() returns uuid language plpgsql stable security definer set search_path = '' as
           $$ declare me private.acting := private.actor(); begin return me.organization_id; end $$"""
    ],
}


def test_every_lint_is_shown_its_fault() -> None:
    assert set(FAULTS) == {path.stem for path in LINTS}


@pytest.mark.parametrize("name", [name for name, broken in FAULTS.items() if broken])
def test_a_lint_finds_its_fault(name: str, database: Database) -> None:
    assert lint(database, name, *FAULTS[name]) != []


_VIEW = "create view dashboard.everybody as select id from public.users"
_DEED = "create function dashboard.blunder() returns int language sql volatile security definer set search_path = '' as 'select 1'"
# The other ways to fall into a lint that has several.
MORE_FAULTS = [
    ("trigger_missing", "drop trigger keep_identity on public.batches"),
    ("trigger_missing", "drop trigger audit_delete on public.batches"),
    ("granted_without_policy", "create policy extra on public.students for insert to authenticated with check (false)"),
    ("granted_without_policy", "grant select on dashboard.migrations to growthos_operations"),
    ("secret_granted", "grant select (phone) on public.users to authenticated"),
    ("privileged_role", "grant select on public.students to growthos_app"),
    ("privileged_role", "grant update (title) on public.courses to growthos_worker"),
    ("granted_to_public", "grant create on schema private to authenticated"),
    ("tenant_lock_missing", "drop policy tenant on public.organizations"),
    ("tenant_lock_missing", "drop policy operations on public.students"),
    ("tenant_lock_missing", "drop policy operations_tenant on public.students"),
    ("tenant_lock_missing", "alter policy operations on public.students using (true)"),
    ("tenant_lock_missing", "alter policy read on public.students using (true)"),
    ("tenant_lock_missing", "create policy more on public.students for select to growthos_support using (true)"),
    ("tenant_lock_missing", "create policy more on public.students for select to growthos_staff using (true)"),
    ("row_security_off", "create table private.aside (id int); grant select on private.aside to authenticated"),
    ("row_security_off", "create table queue.aside (id int); grant select (id) on queue.aside to growthos_support"),
    ("view_of_the_owner", f"{_VIEW}; grant select on dashboard.everybody to growthos_support"),
    ("view_of_the_owner", f"{_VIEW}; grant select (id) on dashboard.everybody to authenticated"),
    ("view_of_the_owner", f"{_VIEW}; grant select on dashboard.everybody to growthos_operations"),
    (
        "view_of_the_owner",
        f"{_VIEW.replace('view', 'materialized view')}; grant select (id) on dashboard.everybody to authenticated",
    ),
    ("granted_to_public", "grant select (full_name) on public.students to public"),
    ("granted_to_public", "grant create on schema dashboard to growthos_support"),
    ("changing_function_of_the_owner", f"{_DEED}; grant execute on function dashboard.blunder() to authenticated"),
    ("search_path_not_pinned", _DEED.replace("set search_path = ''", "")),
]


@pytest.mark.parametrize(("name", "broken"), MORE_FAULTS, ids=[broken for _, broken in MORE_FAULTS])
def test_a_lint_finds_each_of_its_faults(name: str, broken: str, database: Database) -> None:
    assert lint(database, name, broken) != []


def test_a_virtual_column_is_found_where_there_can_be_one(database: Database) -> None:
    with database.as_owner() as owner:
        if owner.info.server_version < 180000:
            pytest.skip("PostgreSQL before 18 has no virtual columns")
    virtual = "alter table public.batches add column shout text generated always as (upper(name)) virtual"
    assert lint(database, "generated_column_not_stored", virtual) != []
