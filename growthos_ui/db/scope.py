"""The scope hint: what row security will decide anyway, said early so that an index can be used.

`role_gate or mentor_id = me` cannot use an index, because the gate arm is not indexable; the same
scope as a plain condition can. A wrong hint can only narrow; a test compares every registered
query with and without it. This is the one place in the program where the scope is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Alias, Join, Table
from sqlalchemy.sql import visitors

from growthos_ui.auth.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, FromClause, Select

    from growthos_ui.auth.actor import Actor


def scoped(statement: Select[Any], actor: Actor) -> Select[Any]:
    """Return the statement with the actor's scope on every table it must read, subqueries included."""

    def hinted(element: Any, **_: Any) -> Any:
        if element.__visit_name__ != "select":
            return None
        return _narrowed(_inside(element), actor)

    def _inside(element: Any) -> Any:
        return visitors.replacement_traverse(  # type: ignore[call-overload]
            element, {}, lambda each, **_: None if each is element else hinted(each)
        )

    found = hinted(statement)
    return _inside(statement) if found is None else found  # type: ignore[no-any-return]


def _narrowed(statement: Select[Any], actor: Actor) -> Select[Any]:
    clauses = [clause for each in statement.get_final_froms() for clause in _scope(each, actor)]
    return statement.where(*clauses) if clauses else statement


def _scope(source: FromClause, actor: Actor) -> Iterator[ColumnElement[bool]]:
    for table in _required(source):
        if "organization_id" in table.c:
            yield table.c.organization_id == actor.organization_id
        if "whose" in table.c:  # sums: one kind of rows for staff, one for each mentor
            yield table.c.whose == (actor.user_id if actor.role is Role.MENTOR else actor.organization_id)
        if actor.role is Role.MENTOR and _is_scoped_by_mentor(table):
            yield table.c.mentor_id == actor.user_id
        if "whose" in table.c:
            # Sums are kept for staff, under the organisation, and once more for each mentor.
            yield table.c.whose == (actor.user_id if actor.role is Role.MENTOR else actor.organization_id)


def _is_scoped_by_mentor(table: FromClause) -> bool:
    """Tell whether `mentor_id` is the learner's mentor; on content it is the owner, and says nothing of sight."""
    return "mentor_id" in table.c and ("student_id" in table.c or "user_id" in table.c)


def _required(source: FromClause) -> Iterator[FromClause]:
    """Yield the tables whose rows are needed: the far side of an outer join would lose its blanks."""
    if isinstance(source, Join):
        if not source.full:
            yield from _required(source.left)
            if not source.isouter:
                yield from _required(source.right)
    elif isinstance(source, Table) or (isinstance(source, Alias) and isinstance(source.element, Table)):
        yield source
