"""/oversight/audit: who changed what, when, and from what to what."""

from __future__ import annotations

import reflex as rx

from components.beside import beside
from components.links import link
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from growthos_ui.oversight.words import SECURITY_EVENTS
from state.actor import ActorState
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
    return rx.fragment(listing(AuditState, _security()), beside(AuditEntryState, "Entry of the audit"))


def _security() -> rx.Component:
    """Offer the entries about security to whoever sees those of everybody."""
    sees_all = ActorState.access.contains(Permission.OVERSIGHT_AUDIT_EXPORT.value)
    events = link("Security events", to=f"/oversight/audit?action={','.join(SECURITY_EVENTS)}", class_name="button")
    return rx.cond(sees_all, events, rx.fragment())
