"""The law broken in one place at a time: each way with its mend, most of them generated from the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from tests.policies.mutant_functions import function_mutants

# Where the whole organisation is what the law means, or a column without a grant says the same a second time.
AS_WIDE = (("public.organizations", "read"), ("dashboard.list_layouts", "add"))


@dataclass(frozen=True)
class Mutant:
    """One break and its mend. `table` and `lint` say where it shows first; everything else is looked at after that."""

    name: str
    breaks: str
    mends: str
    table: str | None = None
    lint: str | None = None


def mutants(owner: psycopg.Connection) -> list[Mutant]:
    """Return every mutant of this database."""
    return [
        *_policies(owner),
        *_row_security(owner),
        *_columns(owner),
        *_privileges(),
        *_function_rights(owner),
        *_triggers(owner),
        *_views(owner),
        *(Mutant(*each) for each in function_mutants(owner)),
    ]


def _policies(owner: psycopg.Connection) -> Iterator[Mutant]:
    """Drop each policy; and let each one that speaks of persons or rows speak of the organisation only."""
    found = owner.execute(
        """select format('%I.%I', schemaname, tablename), policyname, permissive, cmd, array_to_string(roles, ', '), qual, with_check
           from pg_policies where schemaname in ('public', 'dashboard') order by 1, 2"""
    ).fetchall()
    for table, name, kind, command, role, using, check in found:
        clauses = (f" using ({using})" if using else "") + (f" with check ({check})" if check else "")
        made = f"create policy {name} on {table} as {kind} for {command} to {role}{clauses}"
        lint = None if "authenticated" in role and kind == "PERMISSIVE" else "tenant_lock_missing"
        yield Mutant(f"{table}: no policy {name}", f"drop policy {name} on {table}", made, table, lint)
        if "authenticated" in role and kind == "PERMISSIVE" and (table, name) not in AS_WIDE:
            tenant = "organization_id = (select private.org_id())"
            wide = (f" using ({tenant})" if using else "") + (f" with check ({tenant})" if check else "")
            break_, mend = f"alter policy {name} on {table}{wide}", f"alter policy {name} on {table}{clauses}"
            yield Mutant(f"{table}: {name} lets the whole organisation", break_, mend, table)


def _row_security(owner: psycopg.Connection) -> Iterator[Mutant]:
    for (table,) in owner.execute(
        """select format('%I.%I', schemaname, tablename) from pg_policies
           where policyname = 'read' and schemaname in ('public', 'dashboard') order by 1"""
    ).fetchall():
        on, off = f"alter table {table} enable row level security", f"alter table {table} disable row level security"
        yield Mutant(f"{table}: row security off", off, on, table)
    force, none = (f"alter table public.students {word} force row level security" for word in ("", "no"))
    yield Mutant("public.students: row security forced on the owner", force, none, lint="row_security_off")


def _columns(owner: psycopg.Connection) -> Iterator[Mutant]:
    """Grant each hidden column, and in each table that people change the change of whose the row is."""
    hidden = owner.execute(
        """select l.name, c.attname, c.who from private.column_law() as l
           cross join lateral (select unnest(l.secret), 'growthos_staff' union all select unnest(l.office), 'authenticated') as c (attname, who)
           where to_regclass(l.name) is not null
           union all select l.name, unnest(l.hidden), 'growthos_support' from private.support_law() as l"""
    ).fetchall()
    for table, column, who in hidden:
        grant = f"select ({column}) on {table}"
        yield Mutant(
            f"{table}.{column} shown to {who}",
            f"grant {grant} to {who}",
            f"revoke {grant} from {who}",
            lint="secret_granted",
        )
    changed = owner.execute(
        "select distinct tablename, schemaname from pg_policies where policyname = 'change' order by 1"
    )
    for name, room in changed.fetchall():
        grant = f"update (organization_id) on {room}.{name}"
        mend = f"revoke {grant} from authenticated"
        yield Mutant(
            f"{room}.{name} may be moved", f"grant {grant} to authenticated", mend, lint="fixed_column_granted"
        )


def _privileges() -> Iterator[Mutant]:
    for what, who, lint in (
        ("truncate on public.students", "authenticated", "privilege_past_row_security"),
        ("references on public.users", "growthos_staff", "privilege_past_row_security"),
        ("delete on public.students", "growthos_staff", "granted_without_policy"),
        ("insert on public.admin_logs", "authenticated", "granted_without_policy"),
        ("select on public.students", "public", "granted_to_public"),
        ("select on public.students", "growthos_app", "privileged_role"),
        ("usage on schema private", "public", "granted_to_public"),
        ("create on schema public", "public", "granted_to_public"),
        ("create on schema private", "growthos_staff", "granted_to_public"),
        ("growthos_operations", "growthos_app", "privileged_role"),
        ("authenticated", "growthos_worker", "privileged_role"),
    ):
        yield Mutant(f"{who} has {what}", f"grant {what} to {who}", f"revoke {what} from {who}", lint=lint)
    yield Mutant(
        "growthos_app inherits",
        "alter role growthos_app inherit",
        "alter role growthos_app noinherit",
        lint="privileged_role",
    )
    for what, who in (
        ("select (id) on public.students", "authenticated"),
        ("update (title) on public.modules", "authenticated"),
    ):
        table = what.split(" on ")[1]
        yield Mutant(f"{who} without {what}", f"revoke {what} from {who}", f"grant {what} to {who}", table)


def _function_rights(owner: psycopg.Connection) -> Iterator[Mutant]:
    """Each function that changes data under its law given to the owner; each that people may not call, given to them."""
    for (name,) in owner.execute(
        """select oid::regprocedure::text from pg_proc as p where proowner = 'growthos_operations'::regrole
             and exists (select from aclexplode(proacl) as a where a.grantee <> proowner) order by 1"""
    ).fetchall():
        mend = f"call private.hand_to_operations('{name}')"
        yield Mutant(
            f"{name} of the owner",
            f"alter function {name} owner to growthos_owner",
            mend,
            lint="changing_function_of_the_owner",
        )
    for (name,) in owner.execute(
        """select oid::regprocedure::text from pg_proc
           where pronamespace = 'private'::regnamespace and prosecdef and prorettype <> 'trigger'::regtype
             and not has_function_privilege('growthos_staff', oid, 'execute') order by 1"""
    ).fetchall():
        grant, revoke = (
            f"grant execute on function {name} to authenticated",
            f"revoke execute on function {name} from authenticated",
        )
        yield Mutant(f"{name} for everybody", grant, revoke)
    for name in ("org_id()", "is_feature_enabled(text)", "enter(bytea,integer)"):
        call = f"function private.{name}"
        yield Mutant(f"{name} of the caller", f"alter {call} security invoker", f"alter {call} security definer")
        pinned = f"alter {call} set search_path = ''"
        yield Mutant(f"{name} finds by path", f"alter {call} reset search_path", pinned, lint="search_path_not_pinned")


def _triggers(owner: psycopg.Connection) -> Iterator[Mutant]:
    """Switch off one trigger of each function; drop those that follow from the table; make the guards of history ordinary."""
    for table, name, always in owner.execute(
        """select distinct on (t.tgfoid) t.tgrelid::regclass::text, t.tgname, t.tgenabled = 'A'
           from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
           where not t.tgisinternal and c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace)
           order by t.tgfoid, 1, 2"""
    ).fetchall():
        mend = f"alter table {table} enable {'always' if always else ''} trigger {name}"
        yield Mutant(f"{table}: {name} off", f"alter table {table} disable trigger {name}", mend, lint="trigger_off")
    for table, name, lint in (
        ("public.students", "keep_identity", "trigger_missing"),
        ("public.courses", "audit_update", "trigger_missing"),
        ("public.batches", "keep_updated_at", "trigger_missing"),
        ("public.student_details", "fill_scope", "scope_not_filled"),
        ("public.admin_logs", "deny_change", "guard_not_always"),
    ):
        made, state = owner.execute(
            "select pg_get_triggerdef(oid), tgenabled from pg_trigger where tgrelid = %s::regclass and tgname = %s",
            [table, name],
        ).fetchone()
        mend = f"{made}; alter table {table} enable {'always' if state == 'A' else ''} trigger {name}"
        yield Mutant(f"{table}: {name} gone", f"drop trigger {name} on {table}", mend, lint=lint)
    guard = "alter table public.admin_logs enable {}trigger deny_change"
    yield Mutant("history may be unlocked", guard.format(""), guard.format("always "), lint="guard_not_always")


def _views(owner: psycopg.Connection) -> Iterator[Mutant]:
    for (name,) in owner.execute(
        """select oid::regclass::text from pg_class
           where relkind = 'v' and relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace)
             and has_table_privilege('growthos_staff', oid, 'select') order by 1"""
    ).fetchall():
        mend = f"alter view {name} set (security_invoker = true)"
        yield Mutant(
            f"{name} reads as its owner", f"alter view {name} reset (security_invoker)", mend, lint="view_of_the_owner"
        )
