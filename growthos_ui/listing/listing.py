"""A list, declared once: the screen, the query, the address and the file all read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, true
from sqlalchemy.sql.elements import Label

from growthos_ui.listing import registry
from growthos_ui.listing.declaration import check
from growthos_ui.listing.order import Order
from growthos_ui.listing.search import words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.auth.permissions import Permission
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.filters import Filter
    from growthos_ui.listing.search import Search


@dataclass(frozen=True, slots=True)
class Beside:
    """A second total, said beside the first: distinct values of one selected column, with a noun."""

    column: str
    noun: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list. Raises BadListing at import when the declaration contradicts itself or its query.

    `source` returns the select of every row that the actor may see, ungrouped and unordered, with
    a column `id`. `noun` is one row and many rows; `sort` the default order, `-` for the most first;
    `absent` says when a row appears here, for the list that is still empty.
    """

    name: str
    title: str
    noun: tuple[str, str]
    source: Callable[[], Select[Any]]
    columns: tuple[Column, ...]
    sort: str
    read: Permission
    export: Permission | None = None
    filters: tuple[Filter, ...] = ()
    search: Search | None = None
    beside: Beside | None = None
    absent: str = ""

    def __post_init__(self) -> None:
        check(self)
        registry.add(self)

    @cached_property
    def selected(self) -> dict[str, ColumnElement[Any]]:
        """The selected columns by name, as expressions that a condition can use."""
        found = self.source().selected_columns
        return {name: each.element if isinstance(each, Label) else each for name, each in found.items()}

    @cached_property
    def sortable(self) -> dict[str, str]:
        """The columns that sort, each with the selected column that orders it."""
        return {column.name: column.sort_by for column in self.columns if column.sort_by}

    def filter_named(self, name: str) -> Filter | None:
        """Return the filter of this name."""
        return next((each for each in self.filters if each.name == name), None)

    def columns_for(self, actor: Actor) -> tuple[Column, ...]:
        """Return the columns that this person may see; the others are not even selected."""
        return tuple(column for column in self.columns if column.needs is None or actor.may(column.needs))

    def order(self, ask: Ask) -> Order:
        """Return the order that was asked for."""
        sort = ask.sort or self.sort
        key = self.selected[self.sortable[sort.removeprefix("-")]]
        return Order(name=sort, key=key, id=self.selected["id"], is_descending=sort.startswith("-"))

    def narrowed(self, ask: Ask, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return a select of these columns over the rows that search and filters leave."""
        chosen = [each for each in self.filters if ask.chosen(each.name)]
        clauses = [each.clause(self.selected[each.column], ask.chosen(each.name)) for each in chosen]
        if self.search and (typed := words_in(ask.search)):
            clauses.append(self.search.clause(self.selected, typed))
        narrowed = self.source().with_only_columns(*columns, maintain_column_froms=True)
        return narrowed.where(and_(true(), *clauses)) if clauses else narrowed
