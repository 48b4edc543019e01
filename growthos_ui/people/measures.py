"""What is counted about the people who work here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from growthos_ui.db import columns_of
from growthos_ui.mentoring.models import StudentMentorAssignment
from growthos_ui.people.models import User, UserSession

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select

_account, _given, _signed = (columns_of(each) for each in (User, StudentMentorAssignment, UserSession))


def loads() -> CTE:
    """Return how many learners each mentor looks after now: mentor_id, learners. In one pass over an index, made once."""
    open_now = select(_given.mentor_id, func.count().label("learners")).where(_given.ended_at.is_(None))
    return open_now.group_by(_given.mentor_id).cte("loads").prefix_with("materialized")


def open_sign_ins() -> ScalarSelect[Any]:
    """Return how many sign-ins of the account of the row are good at this moment, as far as the reader sees them."""
    theirs = select(func.count()).where(_signed.user_id == _account.id, _is_good())
    return theirs.correlate(User).scalar_subquery()


def signed_in_twice() -> Select[Any]:
    """Return whose accounts have more than one sign-in that is good at this moment, in one pass over those that are."""
    several = select(_signed.user_id).where(_is_good()).group_by(_signed.user_id).having(func.count() > 1)
    return several.correlate(None)


def _is_good() -> ColumnElement[bool]:
    now = select(func.clock_timestamp()).scalar_subquery()
    return and_(_signed.ended_at.is_(None), _signed.expires_at > now, _signed.last_seen_at + _signed.idle_timeout > now)
