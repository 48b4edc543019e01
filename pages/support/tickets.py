"""/support/tickets: what students asked for help with, urgent first, and the ticket that stands open beside the list."""

from __future__ import annotations

import reflex as rx

from components.explain import explain_panel
from components.listing import listing
from components.overview import strip
from components.shell import screen
from components.tickets import ticket
from growthos_ui.auth.permissions import Permission
from growthos_ui.support.tickets.metrics import HEADLINE
from state.explain import ExplainState
from state.tickets import TicketFiguresState, TicketsState, TicketState

FIGURES = tuple(each.name for each in HEADLINE)


@screen(
    route="/support/tickets",
    title="Tickets",
    about="What students asked for help with, and by when the first answer is due",
    needs=Permission.SUPPORT_TICKETS_READ,
    on_load=(
        ExplainState.arrive,
        TicketState.arrive,
        TicketsState.load,
        TicketFiguresState.open,
        TicketFiguresState.load_figures,
    ),
    refresh=(TicketsState.load, TicketState.again, TicketFiguresState.load_figures),
    wide=True,
    opens="?status=open,in_progress",
    topics=("support_tickets", "support_ticket_replies"),
)
def tickets() -> rx.Component:
    above = rx.cond(
        TicketFiguresState.refusal == "",
        rx.el.div(strip(TicketFiguresState, FIGURES), class_name="list__above"),
        rx.fragment(),
    )
    return rx.fragment(listing(TicketsState, above=above), explain_panel(), ticket())
