"""Reading a file of the set row by row: nothing is kept, and the first bad value stops with its line and column."""

from __future__ import annotations

import csv
import gzip
import zlib
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, NoReturn

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.oulad.sources import SOURCES, Source
from growthos_ui.learning.oulad.values import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from growthos_ui.learning.oulad.values import Column

_BLOCK_ROWS = 2_000
# Most values come again and again (a module, a day): a good one is remembered, up to this many per column.
_REMEMBERED = 20_000
# The longest line of the published set has 150 bytes; one without end must not fill the memory before it is refused.
_LINE_BYTES_MAX = 64 * 1024
_BOM = b"\xef\xbb\xbf"


class BrokenInput(GrowthError):
    """A file that cannot be taken in: which one, where, and why. Nothing of the folder was loaded."""

    def __init__(self, reason: str, *, file: str, line: int | None = None, column: str | None = None) -> None:
        where = ", ".join(
            part for part in (file, f"line {line}" if line else "", f"column {column}" if column else "") if part
        )
        super().__init__(Kind.INVALID, f"{where}: {reason}.", field=column, remedy="Nothing was loaded.")
        self.file, self.line, self.column, self.reason = file, line, column, reason


def find_files(folder: Path) -> dict[Source, Path]:
    """Return the file of each source. Raises BrokenInput for a folder, or a part of the set, that is not there."""
    if not folder.is_dir():
        raise BrokenInput("there is no such folder", file=str(folder))
    return {source: _one_file(source, folder) for source in SOURCES}


def _one_file(source: Source, folder: Path) -> Path:
    found = source.files(folder)
    if not found:
        raise BrokenInput("the file is missing, as .csv and as .csv.gz", file=source.name)
    if len(found) > 1:
        raise BrokenInput(f"{found[1].name} holds the same part of the set; keep one of them", file=found[0].name)
    return found[0]


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes] | gzip.GzipFile, Callable[[], int]]]:
    """Open a file, unpacked if its name ends in .gz; yields it and how many of its bytes on disk were read."""
    with path.open("rb") as raw:
        if path.suffix != ".gz":
            yield raw, raw.tell
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield unpacked, raw.tell


class Lines:
    """The lines of a file as text, counted; what is wrong with the file itself is said here."""

    def __init__(self, path: Path, stream: IO[bytes] | gzip.GzipFile) -> None:
        self.file, self.line, self.header = path.name, 0, list[str]()
        self._stream = stream

    def __iter__(self) -> Iterator[str]:
        """Yield each line decoded. Raises BrokenInput for a damaged archive, another encoding and a line too long."""
        try:
            for raw in iter(partial(self._stream.readline, _LINE_BYTES_MAX + 1), b""):
                self.line += 1
                if len(raw) > _LINE_BYTES_MAX:
                    self.refuse(f"the line is longer than {_LINE_BYTES_MAX:,} bytes")
                yield self._decoded(raw)
        except EOFError:
            self.refuse("the archive ends in the middle, the file was not copied whole", line=self.line + 1)
        except (gzip.BadGzipFile, zlib.error) as damage:
            self.refuse(f"the archive is damaged ({damage})", line=self.line + 1)
        except OSError as failure:
            self.refuse(f"it cannot be read ({failure.strerror or failure})", line=self.line + 1)

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.removeprefix(_BOM).decode() if self.line == 1 else raw.decode()
        except UnicodeDecodeError as bad:
            place = raw[: bad.start].count(b",")
            column = self.header[place] if place < len(self.header) else None
            self.refuse(f"byte 0x{raw[bad.start]:02x} is not UTF-8", line=self.line, column=column)

    def refuse(self, reason: str, *, line: int | None = None, column: str | None = None) -> NoReturn:
        raise BrokenInput(reason, file=self.file, line=line or self.line, column=column)


def copy_blocks(source: Source, path: Path, *, read: Callable[[int], None]) -> Iterator[str]:
    """Yield the rows of a file as COPY text, some thousand at a time: line number, then `source.columns` in order.

    `read` is told how many bytes of the file were read. Empty values stay empty: COPY takes them as NULL.
    Raises BrokenInput at the first row that cannot be read, with its line and column.
    """
    try:
        with _opened(path) as (stream, position):
            block: list[str] = []
            for row in _rows(source, Lines(path, stream)):
                block.append(row)
                if len(block) == _BLOCK_ROWS:
                    yield "".join(block)
                    block.clear()
                    read(position())
            yield "".join(block)
            read(position())
    except OSError as failure:
        raise BrokenInput(f"it cannot be opened ({failure.strerror or failure})", file=path.name) from None


def _rows(source: Source, lines: Lines) -> Iterator[str]:
    reader = csv.reader(iter(lines), strict=True)
    count = 0
    try:
        order = _order(source, next(reader, None), lines)
        accept = _acceptor(source.columns, lines)
        for count, values in enumerate(reader, start=1):  # noqa: B007 - counted for the end
            if len(values) != len(order):
                lines.refuse(f"{len(values)} values where the header has {len(order)} columns")
            ordered = [values[place] for place in order]
            accept(ordered)
            yield f"{lines.line}\t{chr(9).join(ordered)}\n"
    except csv.Error as bad:
        lines.refuse(f"it is not CSV ({bad})")
    if not count and not source.may_be_empty:
        lines.refuse("there is a header and no row")


def _order(source: Source, header: list[str] | None, lines: Lines) -> list[int]:
    """Return where each column of the source stands in the file. The header may name them in any order."""
    if header is None:
        raise BrokenInput("the file is empty", file=lines.file)
    lines.header = header
    other = next((one for one in SOURCES if one.names == set(header) != source.names), None)
    if other:
        lines.refuse(f"this is the header of {other.name}, not of {source.name}")
    for column in source.columns:
        if column.name not in header:
            lines.refuse("the column is missing", column=column.name)
    for place, name in enumerate(header):
        if name not in source.names or name in header[:place]:
            lines.refuse(f"{shown(name)} is not a column of {source.name}, or stands there twice")
    return [header.index(column.name) for column in source.columns]


def _acceptor(columns: tuple[Column, ...], lines: Lines) -> Callable[[list[str]], None]:
    """Return what checks the values of one row."""
    known: list[set[str]] = [set() for _ in columns]

    def accept(values: list[str]) -> None:
        for place, value in enumerate(values):
            if value in known[place]:
                continue
            fault = columns[place].fault(value)
            if fault:
                lines.refuse(fault, column=columns[place].name)
            if len(known[place]) < _REMEMBERED:
                known[place].add(value)

    return accept
