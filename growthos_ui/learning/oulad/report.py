"""What an import did: rows read, loaded, already there, and each kind of dirt with its line numbers."""

from __future__ import annotations

from dataclasses import dataclass


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 row", "1,048,575 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of the folder and how many rows it holds, its header not counted."""

    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableLoaded:
    """What became of the rows for one table: put in, changed because the source says more now, or there already."""

    table: str
    new: int
    changed: int
    there: int

    def words(self) -> str:
        return f"{self.table}: {self.new:,} new, {self.changed:,} changed, {self.there:,} already there"


@dataclass(frozen=True, slots=True)
class Remark:
    """Rows of a file that needed a decision, what was done with them, and the first lines they stand on.

    `skipped` says that they were left out; otherwise they were loaded as the sentence says.
    """

    file: str
    sentence: str
    rows: int
    lines: tuple[int, ...]
    skipped: bool

    def words(self) -> str:
        more = f" and {self.rows - len(self.lines):,} more" if self.rows > len(self.lines) else ""
        where = f"line{'s' if self.rows > 1 else ''} {', '.join(map(str, self.lines))}{more}"
        return f"{self.file}: {counted(self.rows, 'row')} {self.sentence} ({where})"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole import. `remarks` are in the order of the files."""

    organization: str
    presentations: tuple[str, ...]
    files: tuple[FileRead, ...]
    tables: tuple[TableLoaded, ...]
    remarks: tuple[Remark, ...]
    seconds: float

    @property
    def read(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def new(self) -> int:
        return sum(table.new for table in self.tables)

    @property
    def changed(self) -> int:
        return sum(table.changed for table in self.tables)

    @property
    def skipped(self) -> int:
        return sum(remark.rows for remark in self.remarks if remark.skipped)

    def table(self, name: str) -> TableLoaded:
        """Return what became of one table's rows. Raises KeyError for a table the import does not fill."""
        found = {table.table: table for table in self.tables}
        return found[name]

    def lines(self) -> list[str]:
        """Return the report as people read it, one fact a line."""
        whole = (
            f"{self.organization}: {counted(len(self.presentations), 'presentation')}, {counted(self.read, 'row')} read, "
            f"{self.new:,} new, {self.changed:,} changed, {self.skipped:,} skipped, {self.seconds:.1f} s."
        )
        return [
            whole,
            *(f"read    {file.file}: {counted(file.rows, 'row')}" for file in self.files),
            *(f"loaded  {table.words()}" for table in self.tables),
            *(f"{'skipped' if remark.skipped else 'note   '} {remark.words()}" for remark in self.remarks),
        ]
