"""What one column of a list is: its heading, its order, its words for people and its plain text for files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import quote

from growthos_ui.listing import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from growthos_ui.auth.permissions import Permission

Cell = str | int | float | Decimal | date | datetime | None
"""What a spreadsheet gets: words, a number, a day, or a moment without a zone."""

Shape = Literal[
    "dot", "ring", "half", "quarter", "clock", "done", "dashed", "struck", "alarm", "paused", "returned", "star"
]
Tone = Literal["good", "warn", "bad", "info", "neutral", "off"]


@dataclass(frozen=True, slots=True)
class Reading:
    """When and on whose clocks a row is read: moments are told in the actor's time zone. `narrowing` is that of its list, as an address has it."""

    now: datetime
    zone: tzinfo
    narrowing: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `name` is the selected column that it reads.

    `sort_by` names the selected column that orders it (never null, leakproof); without it the
    column does not sort. `card` is its place on a phone, where a cell without one is left out.
    `needs` hides it, query and all, from those without the permission. `total` says how a column of
    numbers is summed up over all rows that the filters leave; a mean leaves out what is not known.
    `about` says what the column means, for its heading and for the file. `starts_hidden` keeps it in the
    menu of columns until somebody wants it.
    """

    name: str
    label: str
    sort_by: str = ""
    card: Literal["", "title", "sub", "state", "pair"] = ""
    needs: Permission | None = None
    total: Literal["", "sum", "mean"] = ""
    about: str = ""
    starts_hidden: bool = False

    is_number: ClassVar[bool] = False
    most_first: ClassVar[bool] = False
    bone_px: ClassVar[int] = 88
    file_format: ClassVar[str] = ""
    file_width: ClassVar[int] = 18

    @property
    def reads(self) -> tuple[str, ...]:
        """Every selected column that a cell is made of."""
        return (self.name,)

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002 - moments need it
        """Return the value as a person reads it."""
        return words.UNKNOWN if value is None else str(value)

    def plain(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return the value as a spreadsheet reads it; what is not known is an empty cell."""
        return "" if value is None else str(value)

    def typed(self, value: Any, reading: Reading) -> Cell:
        """Return the value as a cell of a workbook: words here, numbers and days in the kinds that are such."""
        return self.plain(value, reading) or None

    def plain_of(self, row: Mapping[str, Any], reading: Reading) -> str:
        """Return what a file of words holds of the row; a column that reads more than its value says so here."""
        return self.plain(row[self.name], reading)

    def typed_of(self, row: Mapping[str, Any], reading: Reading) -> Cell:
        """Return what a workbook holds of the row."""
        return self.typed(row[self.name], reading)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return everything that drawing the cell needs, under the name of the column."""
        return {self.name: self.words(row[self.name], reading)}


@dataclass(frozen=True, kw_only=True)
class Text(Column):
    """Words as they are."""

    is_quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class Code(Column):
    """A short code that people read aloud: slashed zeros, one width."""

    bone_px: ClassVar[int] = 72


@dataclass(frozen=True, kw_only=True)
class Link(Column):
    """Words that open something; none open nothing. `href` takes selected columns: `/students/{student_code}`.

    `is_own` where it is the very thing that the row is about: Enter opens that one, and otherwise the first link of the row.
    `is_walked` where the page it opens goes on to the next row: its address says what the list is narrowed by.
    `code` names the part of the address that tells two of the same name apart: a card says it beside the words.
    """

    href: str
    code: str = ""
    is_own: bool = False
    is_walked: bool = False

    bone_px: ClassVar[int] = 120

    @property
    def reads(self) -> tuple[str, ...]:
        """The words and every selected column that the address is made of."""
        return (self.name, *(part for _, part, _, _ in Formatter().parse(self.href) if part))

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words and the address."""
        said = {part: quote(str(row[part]), safe="") for part in self.reads}
        href = "" if row[self.name] is None else self.href.format_map(said)
        if href and self.is_walked and reading.narrowing:
            href = f"{href}?{reading.narrowing}"
        return super().cells(row, reading) | {f"{self.name}__href": href, f"{self.name}__code": said.get(self.code, "")}


@dataclass(frozen=True, kw_only=True)
class Person(Column):
    """Somebody's name, or `nobody` when there is none."""

    nobody: str = words.UNKNOWN

    bone_px: ClassVar[int] = 104

    def words(self, value: Any, reading: Reading) -> str:
        """Return the name."""
        return self.nobody if value is None else super().words(value, reading)


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A calendar day."""

    most_first: ClassVar[bool] = True
    file_format: ClassVar[str] = "d mmm yyyy"
    file_width: ClassVar[int] = 12

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `10 Apr 2026`."""
        return words.day_words(value)

    def plain(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `2026-04-10`."""
        return "" if value is None else value.isoformat()

    def typed(self, value: Any, reading: Reading) -> Cell:  # noqa: ARG002
        """Return the day itself."""
        return value  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class Moment(Column):
    """A point in time: how long ago while that helps, then the day; the exact moment on demand."""

    most_first: ClassVar[bool] = True
    bone_px: ClassVar[int] = 60
    file_format: ClassVar[str] = "d mmm yyyy hh:mm"

    def words(self, value: Any, reading: Reading) -> str:
        """Return `2 h`, `3 d` or `10 Apr 2026`."""
        return words.age_words(value, now=reading.now, zone=reading.zone)

    def plain(self, value: Any, reading: Reading) -> str:
        """Return `2026-04-10 14:05:00` on the actor's clocks, which a spreadsheet takes for a date."""
        return "" if value is None else f"{value.astimezone(reading.zone):%Y-%m-%d %H:%M:%S}"

    def typed(self, value: Any, reading: Reading) -> Cell:
        """Return the moment on the actor's clocks, to the second."""
        return None if value is None else value.astimezone(reading.zone).replace(tzinfo=None, microsecond=0)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words and the exact moment."""
        exact = words.moment_words(row[self.name], reading.zone)
        return super().cells(row, reading) | {f"{self.name}__exact": exact}


@dataclass(frozen=True, kw_only=True)
class Count(Column):
    """How many, a whole number."""

    is_number: ClassVar[bool] = True
    most_first: ClassVar[bool] = True
    bone_px: ClassVar[int] = 36
    file_format: ClassVar[str] = "#,##0"
    file_width: ClassVar[int] = 12

    def typed(self, value: Any, reading: Reading) -> Cell:  # noqa: ARG002
        """Return the number itself."""
        return value  # type: ignore[no-any-return]

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `32,593`."""
        return words.count_words(value)


@dataclass(frozen=True, kw_only=True)
class Percent(Column):
    """A share in tenths of a percent (0 to 1000); the heading carries the sign."""

    is_number: ClassVar[bool] = True
    most_first: ClassVar[bool] = True
    bone_px: ClassVar[int] = 36
    file_format: ClassVar[str] = "0.0"
    file_width: ClassVar[int] = 12

    def typed(self, value: Any, reading: Reading) -> Cell:  # noqa: ARG002
        """Return `61.9` as a number."""
        return None if value is None else value / 10

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `61.9`."""
        return words.tenths_words(value)

    def plain(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `61.9`, a number to a spreadsheet."""
        return "" if value is None else words.tenths_plain(value)


@dataclass(frozen=True, kw_only=True)
class Progress(Column):
    """A share of the way, in whole percent or, with `in_tenths`, in tenths; drawn as a bar and a number."""

    in_tenths: bool = False

    is_number: ClassVar[bool] = True
    most_first: ClassVar[bool] = True
    file_format: ClassVar[str] = "0.0"
    file_width: ClassVar[int] = 12

    def typed(self, value: Any, reading: Reading) -> Cell:  # noqa: ARG002
        """Return the same number."""
        return value / 10 if self.in_tenths and value is not None else value  # type: ignore[no-any-return]

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `62`, or `61.9` in tenths."""
        return words.tenths_words(value) if self.in_tenths else words.count_words(value)

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same number for a spreadsheet."""
        return "" if value is None else self.words(value, reading)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the number and how far the bar is filled."""
        share = (row[self.name] or 0) / (10 if self.in_tenths else 1)
        return super().cells(row, reading) | {f"{self.name}__filled": f"{min(max(share, 0), 100):.1f}%"}


@dataclass(frozen=True, slots=True)
class Mark:
    """How one state is shown: a shape, a word, then a colour; a tint only when somebody has to act."""

    value: str
    words: str
    shape: Shape = "ring"
    tone: Tone = "neutral"
    is_tinted: bool = False


@dataclass(frozen=True, kw_only=True)
class Badge(Column):
    """A state out of a few; each is declared with its shape, word and tone."""

    marks: tuple[Mark, ...] = field(default=())

    bone_px: ClassVar[int] = 76

    def words(self, value: Any, reading: Reading) -> str:
        """Return the declared word; never a raw status code."""
        known = next((mark.words for mark in self.marks if mark.value == value), None)
        return known or super().words(value, reading).replace("_", " ").capitalize()

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same word, which is what the reader saw."""
        return "" if value is None else self.words(value, reading)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the word and the value that chooses its shape."""
        return super().cells(row, reading) | {f"{self.name}__value": str(row[self.name] or "")}
