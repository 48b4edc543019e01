"""A list, declared once: the screen, the query, the address and the file all read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, true
from sqlalchemy.sql.elements import Label

from growthos_ui.auth.denied import DENIED
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing import registry
from growthos_ui.listing.declaration import check
from growthos_ui.listing.order import Order
from growthos_ui.listing.search import words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.auth.permissions import Permission
    from growthos_ui.listing.acts import Act
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.filters import Filter
    from growthos_ui.listing.search import Search

    Selected = dict[str, ColumnElement[Any]]
    Rows = tuple[Select[Any], Selected]


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
    `absent` says when a row appears here, for the list that is still empty. Each of `lean` returns the same
    rows from fewer tables, the first that knows enough is read: pages are cut and totals counted there when the filters in force can
    do without the rest.
    Each of `summed` returns them counted beforehand, the first that knows enough is read: `rows` in each group and, for a
    column with a total, its `sum_<name>` over `known_<name>` rows; an amount under its own name. `acts` are what can be done to many rows at once.
    `done` is a question whose rows are work, and what the list says when that leaves none.
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
    lean: tuple[Callable[[], Select[Any]], ...] = ()
    summed: tuple[Callable[[], Select[Any]], ...] = ()
    absent: str = ""
    done: tuple[str, str] = ("", "")
    acts: tuple[Act, ...] = ()

    def __post_init__(self) -> None:
        check(self)
        registry.add(self)

    @cached_property
    def selected(self) -> Selected:
        """The selected columns by name, as expressions that a condition can use."""
        return _selected(self.source())

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

    def refuse_unseen(self, ask: Ask, actor: Actor) -> None:
        """Refuse a question that orders or narrows by what this person may not see, with GrowthError (Invalid).

        In the database they hold no grant on it: it would be refused there, and without a sentence.
        """
        if needed := self.missing_for(ask, actor):
            raise GrowthError(Kind.INVALID, DENIED[needed])

    def missing_for(self, ask: Ask, actor: Actor) -> Permission | None:
        """Return the permission that this person lacks for the order or a filter of a question, if any."""
        sort = ask.sort.removeprefix("-")
        named = [each.needs for each in self.columns if each.name == sort]
        named += [each.needs for each in self.filters if ask.chosen(each.name)]
        return next((each for each in named if each and not actor.may(each)), None)

    def acts_for(self, actor: Actor) -> tuple[Act, ...]:
        """Return the acts that this person may do; the others are not offered, and the database refuses them."""
        return tuple(act for act in self.acts if actor.may(act.needs))

    def act_named(self, name: str) -> Act | None:
        """Return the act of this name."""
        return next((each for each in self.acts if each.name == name), None)

    def order(self, ask: Ask) -> Order:
        """Return the order that was asked for."""
        sort = ask.sort or self.sort
        key = self.selected[self.sortable[sort.removeprefix("-")]]
        return Order(name=sort, key=key, id=self.selected["id"], is_descending=sort.startswith("-"))

    def narrowed(self, ask: Ask, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return a select of these columns over the rows that search and filters leave."""
        return self.narrowed_from((self.source(), self.selected), ask, *columns)

    def narrowed_from(self, rows: Rows, ask: Ask, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return the same over `leanest` or `counted_beforehand` rows."""
        return self._narrowed(*rows, ask, columns)

    def taken(self, ask: Ask, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return a select of these columns over the rows that the filters leave, from as few tables as they are made of."""
        read = set(select(*columns).get_final_froms())
        leans = (found for each in self.lean if (found := self._enough(each, ask, ())))
        lean = next((each for each in leans if read <= set(each[0].get_final_froms())), None)
        return self.narrowed_from(lean, ask, *columns) if lean else self.narrowed(ask, *columns)

    def leanest(self, ask: Ask, *reads: str) -> Rows:
        """Return the rows from as few tables as the filters in force and the columns to be read take."""
        return self._first_of(self.lean, ask, reads) or (self.source(), self.selected)

    def counted_beforehand(self, ask: Ask, *reads: str) -> Rows | None:
        """Return the groups that were counted beforehand, if they know all that the filters in force and the reader read."""
        return self._first_of(self.summed, ask, reads)

    def _first_of(self, sources: Sequence[Callable[[], Select[Any]]], ask: Ask, reads: tuple[str, ...]) -> Rows | None:
        return next((found for each in sources if (found := self._enough(each, ask, reads))), None)

    def _enough(self, source: Callable[[], Select[Any]], ask: Ask, reads: tuple[str, ...]) -> Rows | None:
        rows = source()
        known = _selected(rows)
        return (rows, known) if self._read_by(ask) | set(reads) <= set(known) else None

    def _read_by(self, ask: Ask) -> set[str]:
        """Return the selected columns that the filters in force read; a search that does not say reads all."""
        read = {each.reads(ask.chosen(each.name)) for each in self.filters if ask.chosen(each.name)}
        return read | set((self.search and self.search.on) or self.selected) if ask.search else read

    def _narrowed(
        self, source: Select[Any], selected: Selected, ask: Ask, columns: Sequence[ColumnElement[Any]]
    ) -> Select[Any]:
        chosen = [each for each in self.filters if ask.chosen(each.name)]
        clauses = [
            each.clause(selected[each.reads(values)], values) for each in chosen if (values := ask.chosen(each.name))
        ]
        if self.search and (typed := words_in(ask.search)):
            clauses.append(self.search.clause(selected, typed))
        narrowed = source.with_only_columns(*columns, maintain_column_froms=True)
        return narrowed.where(and_(true(), *clauses)) if clauses else narrowed


def _selected(source: Select[Any]) -> Selected:
    found = source.selected_columns
    return {name: each.element if isinstance(each, Label) else each for name, each in found.items()}
