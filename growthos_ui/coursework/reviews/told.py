"""One version of work in words: what was asked for, what was handed in, by whom, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from growthos_ui.coursework.reviews.waiting import wait_of
from growthos_ui.listing.pairs import Fact
from growthos_ui.listing.words import UNKNOWN, count_words, day_words, moment_words, tenths_plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    Row = Mapping[Any, Any]

_DECIDED = ("approved", "declined")


@dataclass
class Turn:
    """One version in the queue: the address of its page, and how its wait stands."""

    id: str = ""
    href: str = ""
    student: str = ""
    title: str = ""
    version: str = ""
    late: bool = False
    wait: str = ""
    tone: str = ""
    filled: str = ""


@dataclass
class Address:
    """A link of the work: its words without the scheme, and the address itself."""

    words: str = ""
    href: str = ""


@dataclass
class Earlier:
    """A version that was decided before this one: its title, by whom and when, and what was said."""

    title: str = ""
    about: str = ""
    feedback: str = ""


@dataclass
class Review:
    """One version as its reviewer reads it. `decision` is empty while it waits, else says who decided what, and when."""

    id: str = ""
    title: str = ""
    student: str = ""
    code: str = ""
    status: str = ""
    lms: str = ""
    fees: str = ""
    where: str = ""
    version: str = ""
    handed_in: str = ""
    late: bool = False
    wait: str = ""
    tone: str = ""
    filled: str = ""
    due: str = ""
    asked: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: list[Address] = field(default_factory=list)
    file: Address = field(default_factory=Address)
    most: int = 100
    passing: str = ""
    decision: str = ""
    feedback: str = ""
    gate: str = ""
    earlier: list[Earlier] = field(default_factory=list)
    standing: list[Fact] = field(default_factory=list)


def turn_of(row: Row, now: datetime, query: str = "") -> Turn:
    """Return a row of the queue in words; its address keeps what the list that led here was narrowed by."""
    wait = wait_of(row, now)
    return Turn(
        id=str(row["id"]),
        href=f"/submissions/{row['id']}{query and '?'}{query}",
        student=row["full_name"],
        title=row["assignment_title"],
        version=_version(row),
        late=row["is_late"],
        wait=wait.words,
        tone=wait.tone,
        filled=wait.filled,
    )


def review_of(row: Row, versions: Sequence[Row], standing: Row | None, zone: tzinfo) -> Review:
    """Return a version in words, with the versions before it and how its student stands."""
    wait = wait_of(row, row["now"])
    file = row["submission_file_url"]
    return Review(
        id=str(row["id"]),
        title=row["assignment_title"],
        student=row["full_name"],
        code=row["student_code"],
        status=row["status"],
        lms=row["lms_status"],
        fees=(standing and standing["fees"]) or "",
        where=row["course_title"] or "",
        version=_version(row),
        handed_in=f"version {row['version']}, handed in {moment_words(row['submitted_at'], zone)}",
        late=row["is_late"],
        wait=wait.words,
        tone=wait.tone,
        filled=wait.filled,
        due=_due(row, zone),
        asked=_paragraphs(row["description"], row["instructions"]),
        text=_paragraphs(row["submission_text"]),
        links=[_address(each) for each in row["links"] or [] if _is_safe(each)],
        file=_address(file) if _is_safe(file) else Address(),
        most=row["max_score"],
        passing=f"{row['passing_score']} to pass" if row["passing_score"] else "",
        decision=_decision(row, row["max_score"], zone),
        feedback=row["feedback"] or "",
        gate=row["recording_title"] or "",
        earlier=[_earlier(each, row["max_score"], zone) for each in versions if each["version"] < row["version"]],
        standing=_standing(standing, zone),
    )


def _version(row: Row) -> str:
    return f"version {row['version']}" if row["version"] > 1 else ""


def _due(row: Row, zone: tzinfo) -> str:
    if row["status"] != "pending":
        return ""
    return f"decide by {moment_words(row['submitted_at'] + timedelta(hours=row['sla_hours']), zone)}"


def _decision(row: Row, most: int, zone: tzinfo) -> str:
    """Return `Nadia Rahman approved it with 88 of 100, 26 Nov 2026, 11:05`; nothing while it waits."""
    if row["status"] not in _DECIDED:
        return ""
    who = row["reviewer_name"] or "It was"
    score = f" with {row['score']} of {most}" if row["score"] is not None else ""
    it = " it" if row["reviewer_name"] else ""
    return f"{who} {row['status']}{it}{score}, {moment_words(row['graded_at'], zone)}"


def _earlier(row: Row, most: int, zone: tzinfo) -> Earlier:
    said = [row["reviewer_name"] or "", day_words(row["graded_at"].astimezone(zone).date()) if row["graded_at"] else ""]
    said += [f"{row['score']} of {most}"] if row["score"] is not None else []
    return Earlier(
        title=f"Version {row['version']}, {row['status'] if row['status'] in _DECIDED else 'pending'}",
        about=", ".join(each for each in said if each),
        feedback=row["feedback"] or "",
    )


def _standing(row: Row | None, zone: tzinfo) -> list[Fact]:
    if row is None:
        return []
    progress, score, last = row["progress_pct"], row["average_score_tenths"], row["last_activity_at"]
    videos, active = Fact("Videos", _of(row["recordings_completed"], row["recordings_in_scope"])), _day(last, zone)
    return [
        Fact("Progress", UNKNOWN if progress is None else f"{progress}%"),
        *([videos] if row["recordings_in_scope"] else []),
        Fact("Approved work", _of(row["assignments_approved"], row["assignments_in_scope"])),
        Fact("Average score", UNKNOWN if score is None else f"{tenths_plain(score)}%"),
        *([Fact("Last active", active)] if active else []),
        Fact("Mentor", row["mentor_name"] or "No mentor"),
    ]


def _of(done: int, whole: int) -> str:
    return f"{count_words(done)} of {count_words(whole)}"


def _day(moment: datetime | None, zone: tzinfo) -> str:
    return "" if moment is None else day_words(moment.astimezone(zone).date())


def _paragraphs(*texts: str | None) -> list[str]:
    """Return what was written, paragraph by paragraph: plain text, never markup."""
    return [each.strip() for text in texts if text for each in text.splitlines() if each.strip()]


def _is_safe(address: Any) -> bool:
    return isinstance(address, str) and address.startswith("https://")


def _address(address: str) -> Address:
    """Return an address as it is read and opened; one that cannot be opened is only read."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return Address(words=address)
    return Address(words=f"{parts.netloc}{parts.path}".rstrip("/"), href=address)
