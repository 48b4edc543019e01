"""What is counted about the people who work here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from growthos_ui.db import columns_of
from growthos_ui.mentoring.models import StudentMentorAssignment
from growthos_ui.people.models import User, UserSession

if TYPE_CHECKING:
    from sqlalchemy import ScalarSelect

_account, _given, _signed = (columns_of(each) for each in (User, StudentMentorAssignment, UserSession))


def learners() -> ScalarSelect[Any]:
    """Return how many learners the account of the row looks after now."""
    theirs = select(func.count()).where(_given.mentor_id == _account.id, _given.ended_at.is_(None))
    return theirs.correlate(User).scalar_subquery()


def open_sign_ins() -> ScalarSelect[Any]:
    """Return how many sign-ins of the account of the row are good at this moment, as far as the reader sees them."""
    now = select(func.clock_timestamp()).scalar_subquery()
    theirs = select(func.count()).where(
        _signed.user_id == _account.id,
        _signed.ended_at.is_(None),
        _signed.expires_at > now,
        _signed.last_seen_at + _signed.idle_timeout > now,
    )
    return theirs.correlate(User).scalar_subquery()
