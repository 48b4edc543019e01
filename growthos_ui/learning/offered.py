"""What is on offer: the published courses, what each costs, and which batch begins next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Batch, Course
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.money import MILLI, money_words
from growthos_ui.listing.words import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping, Select

    from growthos_ui.db import Transaction

_course, _batch = columns_of(Course), columns_of(Batch)
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Offered:
    """One course in words: `price` with its currency, and `begins` with the batch that begins next."""

    title: str
    price: str
    begins: str


async def find_offered(tx: Transaction) -> list[Offered]:
    """Return what is on offer in the actor's organisation, in the order of the school."""
    rows = await tx.rows(offered())
    return [_offered(list(some)) for _, some in groupby(rows, key=lambda row: row["id"])]


def offered() -> Select[Any]:
    """Return the published courses, each with its batches that have not begun; a course without one is a row, too."""
    return (
        select(
            _course.id,
            _course.title,
            _course.kind,
            cast(_course.price * MILLI, BigInteger).label("price_milli"),
            code_of(_course.currency).label("currency"),
            _batch.name,
            _batch.start_date,
        )
        .outerjoin_from(
            Course,
            Batch,
            (_batch.organization_id == _course.organization_id)
            & (_batch.course_id == _course.id)
            & (_batch.start_date >= func.private.today()),
        )
        .where(_course.is_active, _course.is_published)
        .order_by(_course.sequence_order, _course.title, _course.id, _batch.start_date, _batch.id)
        .limit(SHOWN_MAX)
    )


def _offered(rows: Sequence[RowMapping]) -> Offered:
    row = rows[0]
    kind = " (pathway)" if row["kind"] == "pathway" else ""
    return Offered(
        title=row["title"] + kind,
        price=_price_words(row["price_milli"], row["currency"]),
        begins=f"{row['name']} begins on {day_words(row['start_date'])}" if row["name"] else "no batch to come",
    )


def _price_words(milli: int | None, currency: str) -> str:
    """Write a price; a course that has none is not a free one: what it costs is said where somebody is enrolled."""
    if milli is None:
        return "standard fee"
    return money_words(milli, currency) if milli else "free"
