"""One person of the staff as the panel tells of them, and what may be done with their account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.db import columns_of
from growthos_ui.listing.words import UNKNOWN, moment_words
from growthos_ui.oversight.entries import Told
from growthos_ui.people import measures
from growthos_ui.people.models import Colleague, User, UserRole
from growthos_ui.people.staff import CAPABILITIES, ROLES, STATES, people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction

LEARNERS = ("learner", "learners")
_OWN = "This is you. Nobody changes their own rights: ask somebody else who may."
_ABOVE = "Only a superadmin changes an account of this role."
_account, _role, _colleague = (columns_of(each) for each in (User, UserRole, Colleague))


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the staff. `learners` are those of a mentor, 0 for others; `signed_in` counts open sign-ins; `why_not` is why the actor may do nothing with it, if so."""

    id: UUID
    name: str
    email: str
    role: str
    capabilities: tuple[str, ...]
    state: str
    is_active: bool
    is_blocked: bool
    learners: int
    signed_in: int
    has_password: bool
    why_not: str
    facts: tuple[tuple[str, str], ...]

    def seen(self, *names: str) -> dict[str, Any]:
        """Return what was seen of the account: what it may do and whether it may come in; more by name."""
        known = {
            "role": self.role,
            "capabilities": sorted(self.capabilities),
            "is_active": self.is_active,
            "login_blocked": self.is_blocked,
        }
        return known | ({"learners": self.learners} if "learners" in names else {})

    def acts(self) -> tuple[str, ...]:
        """Return what may be done with the account as it stands."""
        if self.why_not:
            return ()
        if not self.is_active:
            return ("reactivate",)
        block = () if self.role == Role.SUPERADMIN else ("unblock",) if self.is_blocked else ("block",)
        return ("role", *block, "deactivate")

    def told(self) -> Told:
        """Return the account in words."""
        return Told(title=self.name, description=self._standing(), facts=self.facts)

    def _standing(self) -> str:
        match self.state:
            case "deactivated":
                return "The account is deactivated: nobody signs in with it. What they did stays under their name."
            case "blocked":
                return "Sign-in is blocked, until somebody lets them in again."
            case "waiting":
                return "They have never signed in."
        return "They may sign in."


async def find_member(tx: Transaction, person: UUID) -> Member | None:
    """Return a person of the staff whom the actor may see, or None."""
    row = await tx.one(_one(person))
    return _member(row, tx, ZoneInfo(tx.actor.timezone)) if row else None


async def roles_to_give(tx: Transaction) -> dict[str, str]:
    """Return the roles that the actor may give, as the database says, each with its words."""
    row = await tx.one(select(*(func.private.can_create_role(role).label(role) for role in ROLES)))
    return {role: words for role, words in ROLES.items() if row and row[role]}


def _one(person: UUID) -> Select[Any]:
    added_by = select(_colleague.full_name).where(_colleague.id == _account.created_by).correlate(User)
    return (
        people()
        .add_columns(
            _account.is_active, _account.login_blocked, _account.last_active_at, _account.password_changed_at,
            _account.deactivated_at, measures.open_sign_ins().label("signed_in"),
            added_by.scalar_subquery().label("added_by"), func.private.can_create_role(_role.role).label("is_below"),
        )
        .where(_account.id == person)
    )  # fmt: skip


def _member(row: RowMapping, tx: Transaction, zone: tzinfo) -> Member:
    return Member(
        id=row["id"],
        name=row["staff_name"],
        email=row["email"],
        role=row["role"],
        capabilities=tuple(row["capabilities"]),
        state=row["state"],
        is_active=row["is_active"],
        is_blocked=row["login_blocked"],
        learners=row["learners"] or 0,
        signed_in=row["signed_in"],
        has_password=row["password_changed_at"] is not None,
        why_not=_why_not(row, tx.actor),
        facts=tuple(_facts(row, zone)),
    )


def _why_not(row: RowMapping, actor: Actor) -> str:
    if not actor.may(Permission.PEOPLE_STAFF_MANAGE):
        return DENIED[Permission.PEOPLE_STAFF_MANAGE]
    if row["id"] == actor.user_id:
        return _OWN
    return "" if row["is_below"] else _ABOVE


def _facts(row: RowMapping, zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "E-mail", row["email"]
    yield "Phone", row["phone"] or UNKNOWN
    yield "Role", ROLES[row["role"]]
    yield "Capabilities", ", ".join(CAPABILITIES[each] for each in row["capabilities"]) or "None"
    yield "State", next(each.words for each in STATES if each.value == row["state"])
    if row["deactivated_at"] and not row["is_active"]:
        yield "Deactivated", moment_words(row["deactivated_at"], zone)
    yield "Last sign-in", moment_words(row["last_login_at"], zone)
    yield "Last seen", moment_words(row["last_active_at"], zone)
    yield "Password", moment_words(row["password_changed_at"], zone) if row["password_changed_at"] else "None yet"
    by = f", by {row['added_by']}" if row["added_by"] else ""
    yield "Added", f"{moment_words(row['created_at'], zone)}{by}"
