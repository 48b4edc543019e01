"""What a reader asked of a list, and the address that says the same."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.filters import VALUES_MAX
from growthos_ui.listing.words import count_words, either

if TYPE_CHECKING:
    from growthos_ui.listing.filters import Values
    from growthos_ui.listing.listing import Listing

SIZES = (25, 50, 100)
SIZE = 50
SEARCH_LENGTH_MAX = 100
SEARCH_LENGTH_MIN = 2
ADDRESS_LENGTH_MAX = 4_000
RESERVED = ("q", "sort", "after", "before", "size", "view", "columns", "rows")
WHOLE = "all"
"""As `view=`: the list as it is declared, where it would otherwise open with a view."""
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_END = "end"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order: the sort key of a row as the database writes it, and the row's id."""

    key: str
    id: str

    def text(self) -> str:
        """Return the place as one word for the address."""
        packed = json.dumps([self.key, self.id], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Return the place that the word names; raise ValueError for any other word."""
        padded = text + "=" * (-len(text) % 4)
        try:
            said = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        except RecursionError as error:
            raise ValueError(text[:64]) from error
        match said:
            case [str(key), str(row)] if "\0" not in key:
                key.encode()  # half a surrogate pair is no letter, and a ValueError
                return cls(key=key, id=str(UUID(row)))
        raise ValueError(text)


END = Cursor(key="", id="")
"""Behind the last row: the page before it is the last page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Search, order, place, size, filters, and the saved view it began with. Empty means the default of the list.

    Every change of search, order, filter or size returns to the first page.
    """

    search: str = ""
    sort: str = ""
    after: Cursor | None = None
    before: Cursor | None = None
    size: int = SIZE
    filters: tuple[tuple[str, Values], ...] = ()
    view: str = ""

    def chosen(self, name: str) -> Values:
        """Return the values of one filter."""
        return dict(self.filters).get(name, ())

    def filtered(self, name: str, values: Values) -> Ask:
        """Return the same question with this filter set, or lifted when there are no values."""
        kept = {**dict(self.filters), name: values}
        filters = tuple(sorted((each, kept[each]) for each in kept if kept[each]))
        return replace(self.first(), filters=filters)

    def searched(self, search: str) -> Ask:
        """Return the same question with these words searched for."""
        return replace(self.first(), search=search)

    def sorted(self, sort: str) -> Ask:
        """Return the same question in another order: `name` or `-name`."""
        return replace(self.first(), sort=sort)

    def sized(self, size: int) -> Ask:
        """Return the same question with another number of rows a page."""
        return replace(self.first(), size=size)

    def first(self) -> Ask:
        """Return the same question on its first page."""
        return replace(self, after=None, before=None)

    def narrowing(self) -> Ask:
        """Return only what decides which rows are counted."""
        return Ask(search=self.search, filters=self.filters)

    def kept(self) -> str:
        """Return what a saved view keeps of it: everything but the place and the view itself."""
        return replace(self.first(), view="").query()

    def query(self) -> str:
        """Return the address after the question mark, defaults left out."""
        place = {"after": self.after.text()} if self.after else {}
        if self.before:
            place = {"before": _END if self.before == END else self.before.text()}
        said = {
            "view": self.view,
            "q": self.search,
            "sort": self.sort,
            **{name: ",".join(values) for name, values in self.filters},
            **place,
            "size": "" if self.size == SIZE else str(self.size),
        }
        return urlencode({name: value for name, value in said.items() if value}, safe=",.:")

    def address(self, path: str) -> str:
        """Return the whole address on this path."""
        query = self.query()
        return f"{path}?{query}" if query else path


def ask_of(listing: Listing, query: str) -> Ask:
    """Return what an address asks of a list; raise GrowthError naming the first bad value.

    A value that the list does not know is refused, never ignored: half a filter shows wrong rows.
    """
    if len(query) > ADDRESS_LENGTH_MAX:
        raise _bad("The address", f"is longer than {count_words(ADDRESS_LENGTH_MAX)} characters.", "address")
    said = _pairs(query)
    ask = Ask(
        search=_search(listing, said.pop("q", "")),
        sort=_sort(listing, said.pop("sort", "")),
        after=_cursor(listing, said, "after"),
        before=_cursor(listing, said, "before"),
        size=_size(said.pop("size", "")),
        view=_view(said.pop("view", "")),
        filters=_filters(listing, said),
    )
    if ask.after and ask.before:
        raise _bad("The address", "names two places, “after” and “before”; it may name one.", "after")
    _check_place(listing, ask)
    return ask


def _pairs(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise _bad("The address", "holds letters that cannot be read.", "address") from error
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _bad("The address", f"says “{name[:64]}” twice.", name)
    return dict(pairs)


def _search(listing: Listing, typed: str) -> str:
    search = " ".join(typed.replace("\0", " ").split())
    if not search:
        return ""
    if listing.search is None:
        raise _bad("This list", "has no search.", "q")
    if len(search) < SEARCH_LENGTH_MIN:
        raise _bad("The search", f"needs at least {SEARCH_LENGTH_MIN} letters.", "q")
    if len(search) > SEARCH_LENGTH_MAX:
        raise _bad("The search", f"takes at most {SEARCH_LENGTH_MAX} letters.", "q")
    return search


def _sort(listing: Listing, sort: str) -> str:
    if sort.removeprefix("-") not in {"", *listing.sortable}:
        known = either([f"“{name}”" for name in listing.sortable])
        raise _bad("This list", f"does not sort by “{sort[:64]}”; it sorts by {known}.", "sort")
    return "" if sort in {listing.sort, "-"} else sort


def _size(size: str) -> int:
    if not size:
        return SIZE
    if size not in {str(each) for each in SIZES}:
        raise _bad("A page", f"has {either([str(each) for each in SIZES])} rows, not “{size[:64]}”.", "size")
    return int(size)


def _view(view: str) -> str:
    if view and not _SLUG.fullmatch(view):
        raise _bad("This list", f"has no view “{view[:64]}”.", "view")
    return view


def _filters(listing: Listing, said: dict[str, str]) -> tuple[tuple[str, Values], ...]:
    found: dict[str, Values] = {}
    for name, text in said.items():
        narrowing = listing.filter_named(name)
        if narrowing is None:
            raise _bad("This list", f"has no filter “{name[:64]}”.", name)
        values = tuple(dict.fromkeys(value for value in text.split(",") if value))
        if len(values) > VALUES_MAX:
            raise _bad(narrowing.label, f"takes at most {VALUES_MAX} values.", name)
        if values and (checked := narrowing.checked(values)):
            found[name] = checked
    return tuple(sorted(found.items()))


def _cursor(listing: Listing, said: dict[str, str], name: str) -> Cursor | None:
    text = said.pop(name, "")
    if not text:
        return None
    if name == "before" and text == _END:
        return END
    try:
        return Cursor.read(text)
    except ValueError as error:
        raise _lost(listing, name) from error


def _check_place(listing: Listing, ask: Ask) -> None:
    """Refuse a place that was not made by this order, before the database has to."""
    for name, cursor in (("after", ask.after), ("before", ask.before)):
        if cursor and cursor != END and not listing.order(ask).takes(cursor.key):
            raise _lost(listing, name)


def _lost(listing: Listing, name: str) -> GrowthError:
    return _bad("The address", f"names a place (“{name}”) that is not in this list of {listing.noun[1]}.", name)


def _bad(what: str, problem: str, field: str) -> GrowthError:
    return GrowthError(Kind.INVALID, f"{what} {problem}", field=field)
