"""The lists of support: what a person was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, true

from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.columns import Badge, Mark, Moment, Text
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.support import queries
from growthos_ui.support.columns import News
from growthos_ui.support.reading import MARK_READ, MARK_UNREAD
from growthos_ui.support.words import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

_SUBJECTS = tuple(Mark(value, words, "dot", "neutral") for value, (words, _) in SUBJECTS.items())
_STATES = (Mark("unread", "Unread", "dot", "info"), Mark("read", "Read", "done", "off"))


def _in_title_or_message(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
    texts = [func.lower(selected[name]) for name in ("title", "message")]
    return and_(true(), *(or_(*(func.strpos(text, word) > 0 for text in texts)) for word in typed))


NOTIFICATIONS = Listing(
    name="notifications",
    title="Notifications",
    noun=("notification", "notifications"),
    source=queries.told,
    columns=(
        News(name="title", label="News", link="link", read="is_read", card="title"),
        Text(name="message", label="In full", is_quiet=True, card="sub"),
        Badge(name="subject", label="About", marks=_SUBJECTS, card="pair"),
        Badge(name="state", label="State", marks=_STATES, card="state"),
        Moment(name="created_at", label="When", sort_by="created_at", card="pair"),
    ),
    filters=(
        Choice(name="state", label="State", choices=tuple((each.value, each.words) for each in _STATES)),
        Choice(
            name="about", label="About", on="subject", choices=tuple((each.value, each.words) for each in _SUBJECTS)
        ),
        DayRange(name="when", label="When", on="created_at"),
    ),
    search=Search(placeholder="Words of the news", on=("title", "message"), clause=_in_title_or_message),
    sort="-created_at",
    read=Permission.SUPPORT_NOTIFICATIONS_READ,
    acts=(MARK_READ, MARK_UNREAD),
    absent="News of your account comes here. Mentors also hear of the learners they are given.",
)
