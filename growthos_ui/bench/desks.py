"""What the desks ask beside their lists: their figures, and the one thing that stands open."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from growthos_ui.listing.ask import Ask
from growthos_ui.listing.page import rows_query
from growthos_ui.metrics.clock import Clock
from growthos_ui.metrics.measure import statement
from growthos_ui.support.tickets import queries
from growthos_ui.support.tickets.metrics import HEADLINE
from growthos_ui.support.tickets.tables import TICKETS
from growthos_ui.support.tickets.words import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Select


def tickets_desk(samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Select[Any]]]:
    """Yield the figures, the list as the menu opens it, and one ticket with what was said on it, of a learner (`student`)."""
    one = UUID(samples.get("ticket", str(UUID(int=0))))
    yield "figures", statement(HEADLINE, Ask(), Clock(today=today, now=datetime.combine(today, time(12))))
    yield "as the menu opens it", rows_query(TICKETS, Ask().filtered("status", ACTIVE), TICKETS.columns)
    yield "one of them", queries.ticket(one)
    yield "one by its number", queries.numbered("TKT-000042")
    yield "what was said", queries.said(one)
    yield "courses of its student", queries.places(UUID(samples["student"]))
