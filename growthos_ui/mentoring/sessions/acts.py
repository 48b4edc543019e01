"""What is done about a session: students are marked, it is announced, ended, and its recording is kept. Who may, the database decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from growthos_ui.db import Transaction


async def mark(tx: Transaction, session: UUID, student: UUID, status: str, *, was: str) -> bool:
    """Mark a student, whose mark `was` that when it was drawn, empty for none; return whether anything changed. Raises GrowthError."""
    changed: bool = await tx.call("private.mark_attendance", session, student, status, was)
    return changed


async def take_mark_off(tx: Transaction, session: UUID, student: UUID, *, was: str) -> bool:
    """Take the mark of a student off, which `was` that when it was drawn; return whether there was one. Raises GrowthError."""
    was_marked: bool = await tx.call("private.take_mark_off", session, student, was)
    return was_marked


async def mark_the_rest(tx: Transaction, session: UUID, status: str) -> int:
    """Mark everybody on the roll whom nobody has marked; return how many. Raises GrowthError."""
    marked: int = await tx.call("private.mark_the_rest", session, status)
    return marked


async def complete(tx: Transaction, session: UUID) -> bool:
    """End a session: whoever was expected and not marked was absent. Return whether it ended now. Raises GrowthError."""
    ended: bool = await tx.call("private.complete_session", session)
    return ended


async def keep_recording(tx: Transaction, session: UUID, address: str) -> bool:
    """Keep where the recording is, or that it is nowhere; return whether that changed. Raises GrowthError."""
    changed: bool = await tx.call("private.keep_recording", session, address)
    return changed
