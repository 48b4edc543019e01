"""The list of files that were handed in."""

from __future__ import annotations

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.imports.bringing import files
from growthos_ui.finance.imports.kinds import KINDS
from growthos_ui.listing.columns import Badge, Count, Link, Mark, Moment, Text
from growthos_ui.listing.filters import Choice
from growthos_ui.listing.listing import Listing

STATUSES = (
    Mark("read", "Not brought in", "dashed", "warn"),
    Mark("done", "Brought in", "done", "good"),
    Mark("dropped", "Taken away", "struck", "off"),
)


def _choices(marks: tuple[Mark, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((each.value, each.words) for each in marks)


_KINDS = tuple(Mark(each.name, each.title, "dot") for each in KINDS.values())

IMPORTS = Listing(
    name="imports",
    title="Imports",
    noun=("file", "files"),
    source=files,
    columns=(
        Count(name="number", label="No.", sort_by="number", card="sub"),
        Link(name="file_name", label="File", card="title", href="/finance/imports/{number}"),
        Badge(name="kind", label="Kind", marks=_KINDS, card="sub"),
        Count(name="row_count", label="Rows", card="pair"),
        Badge(name="status", label="State", marks=STATUSES, card="state"),
        Count(name="made_count", label="Made", card="pair", about="How many invoices or payments it made"),
        Text(name="handed_in_name", label="Handed in by", is_quiet=True, card="pair"),
        Moment(name="handed_in_at", label="Handed in", card="pair"),
    ),
    filters=(
        Choice(name="kind", label="Kind", choices=_choices(_KINDS)),
        Choice(name="status", label="State", choices=_choices(STATUSES)),
    ),
    sort="-number",
    read=Permission.FINANCE_IMPORTS_READ,
    absent="A file appears here when it is handed in. It changes nothing until it is brought in.",
)
