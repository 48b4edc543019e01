"""What is done to accounts of the staff: each act once, foretold in sentences, refused at its box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Text, cast
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from growthos_ui.auth.permissions import Capability, Role
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.words import number_of
from growthos_ui.people.account import phone_of
from growthos_ui.people.member import LEARNERS
from growthos_ui.people.staff import CAPABILITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from growthos_ui.db import Transaction
    from growthos_ui.people.member import Member

    Typed = Mapping[str, str]

NAME_LENGTH_MAX = 100
ADDRESS_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the title of its dialog, what its button does, and what is said when it is done."""

    title: str
    does: str
    done: str


ACTS = {
    "add": Act("Add to the staff", "Add", "Added to the staff"),
    "role": Act("Change role and capabilities", "Change", "Role changed"),
    "block": Act("Block sign-in", "Block", "Sign-in blocked"),
    "unblock": Act("Unblock sign-in", "Unblock", "Sign-in unblocked"),
    "deactivate": Act("Deactivate the account", "Deactivate", "Account deactivated"),
    "reactivate": Act("Reactivate the account", "Reactivate", "Account reactivated"),
}
ABOUT_ROLES = {
    Role.SUPERADMIN.value: "Does everything, in every organisation, and sees the error log.",
    Role.ADMIN.value: "Runs this organisation: students, staff below admin, money and settings.",
    Role.ENROLLMENT_MANAGER.value: "Adds and enrols students, sees what they owe and records their payments.",
    Role.MENTOR.value: "Sees the learners who are given to them, their work and progress. No money.",
}
ABOUT_CAPABILITIES = {
    Capability.FINANCE.value: "Collections, receivables and the money of the whole organisation.",
    Capability.MARKETING.value: "In place of enrolling: marketing. No students and no money.",
    Capability.SUPPORT.value: "In place of enrolling: answers students. No money and no marks.",
    Capability.READ_ONLY.value: "Sees what the role shows, and changes nothing.",
}
_FIRST = "They cannot sign in until they are given a first password."
_OF_OFFICE = {Role.ENROLLMENT_MANAGER.value: tuple(CAPABILITIES)}


def start_of(act: str, member: Member | None) -> dict[str, str]:
    """Return what the boxes of a dialog hold when it opens."""
    if act not in ("add", "role"):
        return {"reason": ""}
    ticks = {each: "yes" if member and each in member.capabilities else "" for each in CAPABILITIES}
    who = {} if member else {"full_name": "", "email": "", "phone": ""}
    return {**who, "role": member.role if member else "", **ticks}


def fitting(role: str, member: Member | None) -> tuple[str, ...]:
    """Return the capabilities that make a difference to a role, and those that the person holds already."""
    fit = _OF_OFFICE.get(role, (Capability.READ_ONLY.value,) if role else ())
    held = member.capabilities if member and member.role == role else ()
    return tuple(each for each in CAPABILITIES if each in fit or each in held)


def foretold(act: str, member: Member | None, typed: Typed) -> list[str]:
    """Return what will come of an act, in sentences."""
    if member is None:
        return [f"{_FIRST} The account says how once it is there."]
    return _FORETOLD[act](member, typed)


def _role_foretold(member: Member, typed: Typed) -> list[str]:
    if _asked(typed) == (member.role, sorted(member.capabilities)):
        return ["Nothing is changed yet."]
    out = "They are signed out everywhere at once, and sign in again with the new rights."
    return [out, *_lost("role", member, typed)]


def _block_foretold(member: Member, _: Typed) -> list[str]:
    keep = f"{number_of(member.learners, LEARNERS)} keep this mentor."
    out = "They are signed out everywhere at once, and kept out until somebody lets them in again."
    return [out, keep] if member.learners else [out]


def _deactivation_foretold(member: Member, typed: Typed) -> list[str]:
    stays = "The account is not deleted: what they did stays under their name."
    return ["They are signed out everywhere at once, and cannot sign in.", *_lost("deactivate", member, typed), stays]


def _return_foretold(member: Member, _: Typed) -> list[str]:
    back = ["Learners whom they had are not given back."] if member.role == Role.MENTOR else []
    if member.is_blocked:
        return ["Sign-in was blocked before that, and stays so.", *back]
    if not member.has_password:
        return [_FIRST, *back]
    return ["They can sign in again, with the role and the password that they had.", *back]


def _unblock_foretold(member: Member, _: Typed) -> list[str]:
    return ["They can sign in again, with the password that they had." if member.has_password else _FIRST]


_FORETOLD: dict[str, Callable[[Member, Typed], list[str]]] = {
    "role": _role_foretold,
    "block": _block_foretold,
    "unblock": _unblock_foretold,
    "deactivate": _deactivation_foretold,
    "reactivate": _return_foretold,
}


async def do(tx: Transaction, act: str, member: Member | None, typed: Typed, *, key: str) -> tuple[UUID, bool]:
    """Do the act; return whose account it is and whether anything changed. Sent again, it is done once.

    Raises GrowthError with the box that it is about: for what cannot be, for what is not the actor's to do, and (Conflict)
    for an account that is not as it was seen.
    """
    if member is None:
        return await _add(tx, typed, key)
    reason, seen = typed.get("reason", "").strip() or None, cast(member.seen(), JSONB)
    match act:
        case "role":
            role, held = _asked(typed)
            keeps = member.seen("learners") if _lost(act, member, typed) else member.seen()
            given = (cast(held, ARRAY(Text)), cast(keeps, JSONB))
            changed = await tx.call("private.change_user_role", member.id, _needed(role), *given)
        case "block" | "unblock":
            changed = await tx.call("private.set_user_login_blocked", member.id, act == "block", reason, seen)
        case "deactivate":
            changed = await tx.call("private.deactivate_user", member.id, reason, cast(member.seen("learners"), JSONB))
        case _:
            changed = await tx.call("private.reactivate_user", member.id, reason, seen)
    return member.id, bool(changed)


async def _add(tx: Transaction, typed: Typed, key: str) -> tuple[UUID, bool]:
    phone = phone_of(typed["phone"])
    role, held = _asked(typed)
    who = (typed["email"], typed["full_name"], phone)
    for field, words in zip(("email", "full_name"), who[:2], strict=True):
        if not words.strip():
            raise GrowthError(Kind.INVALID, "This must be filled in.", field=field)
    said = await tx.call("private.create_staff_user", *who, _needed(role), cast(held, ARRAY(Text)), UUID(key))
    return UUID(said["person"]), "again" not in said


def _asked(typed: Typed) -> tuple[str, list[str]]:
    return typed["role"], sorted(each for each in CAPABILITIES if typed.get(each))


def _needed(role: str) -> str:
    if not role:
        raise GrowthError(Kind.INVALID, "Choose a role.", field="role")
    return role


def _lost(act: str, member: Member, typed: Typed) -> list[str]:
    """Return that learners lose their mentor, where they do."""
    leaves = act == "deactivate" or (act == "role" and typed["role"] not in ("", member.role))
    if not leaves or not member.learners:
        return []
    have = "loses this mentor, and has" if member.learners == 1 else "lose this mentor, and have"
    return [f"{number_of(member.learners, LEARNERS)} {have} none until given another."]
