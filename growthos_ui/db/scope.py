"""The scope hint: what row security will decide anyway, said early so that an index can be used.

`role_gate or mentor_id = me` cannot use an index, because the gate arm is not indexable; the same
scope as a plain condition can. A wrong hint can only narrow; a test compares every registered
query with and without it. This is the one place in the program where the scope is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Alias, Join, Table, Uuid, bindparam, or_
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.engine.default import StrCompileDialect
from sqlalchemy.sql import visitors

from growthos_ui.auth.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import BindParameter, ColumnElement, FromClause, Select

    from growthos_ui.auth.actor import Actor


_NARROWED = (Role.MENTOR, Role.ADMIN)
"""Who is hinted more than the organisation."""
_KNOWN_MAX = 2_000
_ORGANIZATION, _PERSON = "scope_organization", "scope_person"
_AS = "scope_as_{}"
"""A value that no statement asks for: its name tells the compiler who is hinted more."""
# Statements by their shape, each with the names of its values: SQLAlchemy looks the results of another statement of the same
# shape up column by column. It is run with the values of whoever asks.
_known: dict[Any, tuple[Select[Any], tuple[str, ...]]] = {}
_DIALECT = StrCompileDialect()


class ScopedCompiler(PGCompiler_psycopg):
    """Writes every SELECT, subqueries included, with the scope on each table that it must read, where the values are an actor's.

    Written while the statement is: to put the scope into a copy of it takes longer than all else that is done to it.
    """

    def _compose_select_body(self, text: str, select: Select[Any], compile_state: Any, *rest: Any) -> Any:
        if _ORGANIZATION in (self.column_keys or ()):
            select = _with_scope(select, compile_state._get_display_froms(), self._narrowed_role)  # noqa: SLF001 - its own
        return super()._compose_select_body(text, select, compile_state, *rest)  # type: ignore[no-untyped-call]

    @property
    def _narrowed_role(self) -> Role | None:
        return next((role for role in _NARROWED if _AS.format(role) in (self.column_keys or ())), None)


def asked(statement: Select[Any], actor: Actor) -> tuple[Select[Any], dict[str, Any]]:
    """Return the statement, and the values to run it with: its own, and the actor's, by which it is written with their scope."""
    key = statement._generate_cache_key()  # noqa: SLF001 - how SQLAlchemy itself knows a statement again
    if key is None:
        return (statement, _who(actor))
    if key.key not in _known:
        if len(_known) >= _KNOWN_MAX:
            _known.clear()
        _known[key.key] = (statement, tuple(each.key for each in key.bindparams))
    found, names = _known[key.key]
    return (found, _given(names, key.bindparams) | _who(actor))


def given(statement: Select[Any]) -> dict[str, Any]:
    """Return the values of a statement by name. One that several places share is given in one of them, and empty in the others."""
    key = statement._generate_cache_key()  # noqa: SLF001 - as above
    return _given([each.key for each in key.bindparams], key.bindparams) if key else {}


def _given(names: Sequence[str], values: Sequence[BindParameter[Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, each in zip(names, values, strict=True):
        value = each.effective_value
        if value is not None or name not in found:
            found[name] = value
    return found


def scoped(statement: Select[Any], actor: Actor) -> Select[Any]:
    """Return a copy of the statement with the actor's scope on every table it must read, subqueries included, and all its values."""
    return _scoped(statement, actor.role).params(given(statement) | _who(actor))


def _who(actor: Actor) -> dict[str, Any]:
    who = {_ORGANIZATION: actor.organization_id, _PERSON: actor.user_id}
    return who | {_AS.format(actor.role): None} if actor.role in _NARROWED else who


def _scoped(statement: Select[Any], role: Role) -> Select[Any]:
    def hinted(element: Any, **_: Any) -> Any:
        if element.__visit_name__ == "bindparam":
            return element  # as it is: a copy would be called by another name
        if element.__visit_name__ != "select":
            return None
        return _narrowed(_inside(element), role)

    def _inside(element: Any) -> Any:
        return visitors.replacement_traverse(  # type: ignore[call-overload]
            element, {}, lambda each, **_: None if each is element else hinted(each)
        )

    found = hinted(statement)
    return _inside(statement) if found is None else found  # type: ignore[no-any-return]


def _narrowed(statement: Select[Any], role: Role) -> Select[Any]:
    return _with_scope(statement, _sources(statement), role)


def _with_scope(statement: Select[Any], sources: Iterable[FromClause], role: Role | None) -> Select[Any]:
    clauses = [clause for each in sources for clause in _scope(each, role)]
    return statement.where(*clauses) if clauses else statement


def _sources(statement: Select[Any]) -> Sequence[FromClause]:
    """Return what `get_final_froms` returns; that writes the whole statement down first, which takes four times as long."""
    nothing_written = _DIALECT.statement_compiler(_DIALECT, None)
    return statement._compile_state_factory(statement, nothing_written)._get_display_froms()  # noqa: SLF001 - its second half


def _scope(source: FromClause, role: Role | None) -> Iterator[ColumnElement[bool]]:
    organization, person = bindparam(_ORGANIZATION, type_=Uuid()), bindparam(_PERSON, type_=Uuid())
    for table in _required(source):
        if "organization_id" in table.c:
            yield table.c.organization_id == organization
        if role is Role.MENTOR and _is_scoped_by_mentor(table):
            mine = table.c.mentor_id == person
            yield or_(mine, table.c.assigned_to == person) if "assigned_to" in table.c else mine
        if _is_audit(table) and role is Role.MENTOR:
            yield table.c.admin_id == person
        if _is_audit(table) and role is Role.ADMIN:
            yield table.c.sensitivity == "normal"
        if "whose" in table.c:
            # Sums are kept for staff, under the organisation, and once more for each mentor.
            yield table.c.whose == (person if role is Role.MENTOR else organization)


def _is_scoped_by_mentor(table: FromClause) -> bool:
    """Tell whether `mentor_id` is the learner's mentor; on content it is the owner, and says nothing of sight.

    What can be given to somebody, as a ticket can, a mentor sees then, too. Who came to a session, its host sees, whoever's
    learner it was.
    """
    return "mentor_id" in table.c and "session_id" not in table.c and ("student_id" in table.c or "user_id" in table.c)


def _is_audit(table: FromClause) -> bool:
    """Tell the audit, of which a mentor sees what they did themselves, an admin what is ordinary, a superadmin all."""
    return "admin_id" in table.c and "sensitivity" in table.c


def _required(source: FromClause) -> Iterator[FromClause]:
    """Yield the tables whose rows are needed: the far side of an outer join would lose its blanks."""
    if isinstance(source, Join):
        if not source.full:
            yield from _required(source.left)
            if not source.isouter:
                yield from _required(source.right)
    elif isinstance(source, Table) or (isinstance(source, Alias) and isinstance(source.element, Table)):
        yield source
