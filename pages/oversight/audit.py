"""/oversight/audit: who changed what, when, and from what to what."""

from __future__ import annotations

import reflex as rx

from components.beside import beside
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.audit import AuditEntryState, AuditState


@screen(
    route="/oversight/audit",
    title="Audit log",
    about="Who changed what, when, and from what to what",
    needs=Permission.OVERSIGHT_AUDIT_READ,
    on_load=(AuditEntryState.arrive, AuditState.load),
    refresh=(AuditState.load,),
    wide=True,
    topics=("admin_logs",),
)
def audit() -> rx.Component:
    return rx.fragment(listing(AuditState), beside(AuditEntryState, "Entry of the audit"))
