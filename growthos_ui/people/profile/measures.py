"""How far one learner has come, each number beside the median of those around them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from growthos_ui.listing.words import UNKNOWN, age_words, count_words, number_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from sqlalchemy import RowMapping


@dataclass
class Measure:
    """One number: its words, the median's, and how far the bar and the mark stand, in percent; no bar where that says nothing."""

    label: str = ""
    value: str = ""
    note: str = ""
    median: str = ""
    filled: str = ""
    middle: str = ""


def measures(row: RowMapping, middle: RowMapping, weeks: Any, *, now: datetime, zone: tzinfo) -> list[Measure]:
    """Return progress with both its parts, the average score, active weeks and the last activity, each with the median.

    Who reads no marks has none in the row.
    """
    last = age_words(row["last_activity_at"], now=now, zone=zone)
    return [
        _share("Progress", row["progress_pct"], middle["progress_pct"], "videos and assignments mixed", places=0),
        _share("Videos", _tenth(row["video_tenths"]), _tenth(middle["video_tenths"]), _done(row, "recordings")),
        _share(
            "Assignments",
            _tenth(row["assignment_tenths"]),
            _tenth(middle["assignment_tenths"]),
            _done(row, "assignments"),
        ),
        *_scores(row, middle),
        Measure(
            label="Active weeks",
            value=count_words(row["weeks"]),
            note="weeks with any learning",
            median=_decimal(weeks),
        ),
        Measure(
            label="Last activity",
            value=_ago(last) if row["last_activity_at"] else "Never",
            note="anything learned in this course",
            median=age_words(middle["last_activity_at"], now=now, zone=zone),
        ),
    ]


def _scores(row: RowMapping, middle: RowMapping) -> list[Measure]:
    if "marks" not in row:
        return []
    score, median = _tenth(row["average_score_tenths"]), _tenth(middle["average_score_tenths"])
    return [_share("Average score", score, median, number_of(row["marks"], ("mark", "marks")))]


def over_whom(row: RowMapping, peers: int) -> str:
    """Return over which rows the medians were taken."""
    where = row["batch_name"] or row["course_title"] or "the course"
    return f"beside the median of {number_of(peers, ('enrolment', 'enrolments'))} of {where} that you may see"


def _share(label: str, value: Any, middle: Any, note: str, places: int = 1) -> Measure:
    return Measure(
        label=label,
        value=f"{_decimal(value, places)}%" if value is not None else UNKNOWN,
        note=note if value is not None else "nothing asked for yet" if label != "Average score" else "no marks yet",
        median=f"{_decimal(middle)}%" if middle is not None else UNKNOWN,
        filled=_width(value),
        middle=_width(middle),
    )


def _done(row: RowMapping, what: str) -> str:
    done = row["recordings_completed"] if what == "recordings" else row["assignments_approved"]
    verb = "completed" if what == "recordings" else "approved"
    return f"{count_words(done)} of {count_words(row[f'{what}_in_scope'])} {verb}"


def _ago(words: str) -> str:
    return f"{words} ago" if words.endswith((" d", " h", " min")) else words


def _tenth(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)) / 10


def _decimal(value: Any, places: int = 1) -> str:
    if value is None:
        return UNKNOWN
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _width(value: Any) -> str:
    return "" if value is None else f"{min(max(float(value), 0.0), 100.0):.1f}%"
