"""/finance/documents: every invoice, receipt and statement that was handed out, the newest first."""

from __future__ import annotations

import reflex as rx

import components.papers  # noqa: F401  draws the numbers that download paper
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.documents import DocumentsState


@screen(
    route="/finance/documents",
    title="Documents",
    about="What was handed out, as it was issued",
    needs=Permission.FINANCE_DOCUMENTS_READ,
    on_load=(DocumentsState.load,),
    wide=True,
    topics=("documents",),
)
def documents() -> rx.Component:
    return listing(DocumentsState)
