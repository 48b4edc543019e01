"""Enrolling, billing a place and ending an enrolment, as dialogs send them: foretold by the same functions, done once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import amount_of, day_of, number_of
from growthos_ui.finance.enrolling import Offer, Place, find_place
from growthos_ui.finance.trying import Change, undone, with_reason
from growthos_ui.finance.words import ACCESS, STATES
from growthos_ui.listing.words import UNKNOWN, day_words
from growthos_ui.people.tables import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction

    Typed = Mapping[str, str]

NEEDS = {
    "enrol": Permission.LEARNING_ENROLMENTS_CREATE,
    "bill": Permission.LEARNING_ENROLMENTS_CREATE,
    "end": Permission.LEARNING_ENROLMENTS_END,
}
CHANGED = "This has changed since it was shown. Nothing was done: look at it as it is now, and send it again."
OVER = "This enrolment has ended meanwhile. Nothing was changed this time."
_PLACES = {each.value: each.words for each in STATUSES}
_OVERRIDES = {"yes": True, "no": False}
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """What a dialog is about: a learner (none who is yet to be added) and what they can be enrolled in, or one place of theirs."""

    student: UUID | None
    offers: tuple[Offer, ...] = ()
    place: Place | None = None

    def offer(self, typed: Typed) -> Offer | None:
        """Return the course that was chosen."""
        return next((each for each in self.offers if str(each.course) == typed.get("course")), None)


@dataclass
class Part:
    """One installment of a plan in words."""

    name: str = ""
    due: str = ""
    amount: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act changes; `is_again` says that it had been done before, by a form that was sent with the same key."""

    after: Place
    changes: list[Change] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    is_again: bool = False


async def tried(actor: Actor, act: str, seen: Seen, typed: Typed) -> Outcome:
    """Return what the act would change; nothing of it stays. Raises GrowthError where it would be refused."""
    return await undone(actor, lambda tx: _done(tx, act, seen, with_reason(typed), None))


async def agreed(actor: Actor, act: str, seen: Seen, typed: Typed) -> Outcome:
    """Return what the act changes once a second person agrees to it; nothing of it stays. Raises GrowthError as `tried`."""
    said = with_reason(typed)
    request = cast(request_of(act, seen, said), JSONB)

    async def trial(tx: Transaction) -> Outcome:
        before = await _require(tx, seen.place.id) if seen.place else None
        would = await tx.call("private.try_agreed", asked_as(act, said), request)
        return _outcome(tx, act, before, await _require(tx, UUID(would["place"])))

    return await undone(actor, trial)


async def done(actor: Actor, act: str, seen: Seen, typed: Typed, *, key: str, told: Outcome | None) -> Outcome:
    """Do the act in one transaction. Sent twice with one key, it is done once.

    `told` is what its sender was told would come of it, if that was told. Raises GrowthError: the refusal, or Conflict where
    the price, the dates or what is owed have changed meanwhile; then nothing was changed.
    """
    try:
        async with db.acting_as(actor) as tx:
            found = await _done(tx, act, seen, typed, key)
            require_told(found, told)
            return found
    except GrowthError as error:
        if act != "end" or error.kind is not Kind.WRONG_STATE or seen.place is None:
            raise
        async with db.acting_as(actor) as tx:
            now = await find_place(tx, seen.place.id)
        if now is None or now.status != "cancelled":
            raise
        raise GrowthError(Kind.CONFLICT, OVER) from error


def require_told(found: Outcome, told: Outcome | None) -> None:
    """Refuse what comes otherwise than its sender was told, if they were. Raises GrowthError (Conflict)."""
    if told is not None and not found.is_again and (told.changes, told.parts) != (found.changes, found.parts):
        raise GrowthError(Kind.CONFLICT, CHANGED)


async def _done(tx: Transaction, act: str, seen: Seen, typed: Typed, key: str | None) -> Outcome:
    if seen.place is None:
        answer = await tx.call(
            "private.enrol_and_bill", seen.student, cast(request_of("enrol", seen, typed), JSONB), key
        )
        return await entered(tx, UUID(answer["enrollment"]), is_again="again" in answer)
    before = await _require(tx, seen.place.id)
    if act == "end":
        answer = await tx.call("private.end_enrolment", before.id, typed["reason"], typed.get("credit") == "yes", key)
    else:
        discount = discount_in(before.currency, before.places, typed)
        less = cast(discount, JSONB) if discount else None
        answer = await tx.call("private.bill_enrolment", before.id, _parts(typed), less, key)
    return _outcome(tx, act, before, await _require(tx, before.id), is_again="again" in answer)


async def entered(tx: Transaction, place: UUID, *, is_again: bool) -> Outcome:
    """Return what came of giving a place that was not there before: what it costs, when it opens, and its installments."""
    return _outcome(tx, "enrol", None, await _require(tx, place), is_again=is_again)


def _outcome(tx: Transaction, act: str, before: Place | None, after: Place, *, is_again: bool = False) -> Outcome:
    if act == "end" and before is not None:
        return Outcome(after, _leaving(before, after), _left(before, after), is_again)
    return Outcome(after, _entering(before, after, ZoneInfo(tx.actor.timezone)), _plan(after), is_again)


async def _require(tx: Transaction, place: UUID) -> Place:
    found = await find_place(tx, place)
    if found is None:
        raise GrowthError(Kind.MISSING, "There is no such enrolment.")
    return found


def asked_as(act: str, typed: Typed) -> str:
    """Return what a second person is asked for: to take a place back, a free place, or a cheaper bill."""
    return "leave" if act == "end" else "place" if typed.get("price") == "free" else "bill"


def request_of(act: str, seen: Seen, typed: Typed) -> dict[str, Any]:
    """Return what the act asks for, as the database reads it. Raises GrowthError for what cannot be read."""
    if act == "end" and seen.place is not None:
        return {"enrollment": str(seen.place.id), "reason": typed["reason"], "credit": typed.get("credit") == "yes"}
    if seen.place is not None:
        discount = discount_in(seen.place.currency, seen.place.places, typed)
        asked = {"enrollment": str(seen.place.id), "parts": _parts(typed), "discount": discount}
        return asked | {"reason": typed.get("reason", "")}
    offer = seen.offer(typed)
    if offer is None:
        raise GrowthError(Kind.INVALID, "Choose a course.", field="course")
    batch = next((str(each.id) for each in offer.batches if str(each.id) == typed.get("batch")), None)
    asked = {
        "student": str(seen.student) if seen.student else None,
        "course": str(offer.course),
        "batch": batch,
        "parts": _parts(typed),
        "discount": discount_in(offer.currency, offer.places, typed),
        "free": typed.get("price") == "free" or None,
        "first_due": _day(typed, "first_due"),
        "run_from": _day(typed, "run_from"),
        "reason": typed.get("reason", "").strip() or None,
        "sequential_override": _OVERRIDES.get(typed.get("order", "")),
        "drip_override": _OVERRIDES.get(typed.get("drip", "")),
    }
    return {name: value for name, value in asked.items() if value is not None}


def essence_of(act: str, seen: Seen, typed: Typed) -> dict[str, Any]:
    """Return what the act asks for but why: two forms of which this is the same change the same. Raises as `request_of`."""
    return request_of(act, seen, {**typed, "reason": ""})


def discount_in(currency: str, places: int, typed: Typed) -> dict[str, str] | None:
    """Return the discount that was typed; None where the list price is to be paid. Raises GrowthError (Invalid)."""
    match typed.get("price"):
        case "percentage":
            share = number_of(typed["discount"], field="discount")
            if not 0 < share <= _HUNDRED:
                raise GrowthError(Kind.INVALID, "A discount is above 0 and at most 100 percent.", field="discount")
            return {"percentage": str(share), "reason": typed["reason"]}
        case "amount":
            amount = amount_of(typed["discount"], currency=currency, places=places, field="discount")
            return {"amount": str(amount), "reason": typed["reason"]}
    return None


def _day(typed: Typed, name: str) -> str | None:
    return day_of(typed[name], field=name).isoformat() if typed.get(name) else None


def _parts(typed: Typed) -> int:
    try:
        return int(typed["parts"])
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "Choose how many installments.", field="parts") from error


def _entering(before: Place | None, after: Place, zone: ZoneInfo) -> list[Change]:
    """Return what a place costs and when it opens; `before` is the place that was there without a bill."""
    is_open = after.payment in {"waived", "paid", "partial"}
    opens = "Open at once" if is_open else f"Once {_number(after, 1)} is paid"
    until = day_words(after.until.astimezone(zone).date()) if after.until else "Without end"
    price = before.price if before else after.list_price
    changes = [
        Change("Enrolment", _PLACES[before.status] if before else "None", _PLACES[after.status], before is None),
        Change("Price", after.money(price), after.money(after.price), price != after.price),
        Change("Billed", after.words(0), after.words(after.billed), after.billed > 0),
        Change("Access to it", "Closed", opens, before is None or is_open),
    ]
    return [*changes, Change("Access until", UNKNOWN, until, True)] if before is None else changes


def _number(place: Place, number: int) -> str:
    return f"{number} of {len(place.lines)}"


def _plan(place: Place) -> list[Part]:
    return [
        Part(
            name=_number(place, each.number),
            due=day_words(each.due),
            amount=place.words(each.amount),
            then="Today" if each.issued <= place.today else day_words(each.issued),
        )
        for each in place.lines
    ]


def _leaving(before: Place, after: Place) -> list[Change]:
    is_other = before.access != after.access
    changes = [
        Change("Enrolment", _PLACES[before.status], _PLACES[after.status], before.status != after.status),
        Change("To come of its bill", before.money(before.left), after.money(after.left), before.left != after.left),
    ]
    return [*changes, Change("Student", ACCESS[before.access], ACCESS[after.access], True)] if is_other else changes


def _left(before: Place, after: Place) -> list[Part]:
    """Return each installment on which something was to come, and what becomes of it."""
    now = {each.name: each for each in after.lines}
    is_one_bill = len({each.invoice for each in before.lines}) == 1
    return [
        Part(
            name=_number(before, each.number) if is_one_bill else each.name,
            due=day_words(each.due),
            amount=before.words(each.left),
            then=f"Stays owed: {after.words(now[each.name].left)}"
            if now[each.name].left
            else _gone(now[each.name].state),
        )
        for each in before.lines
        if each.left
    ]


def _gone(state: str) -> str:
    return "Credited" if state == "paid" else STATES[state]


def as_it_stands(act: str, seen: Seen, typed: Typed) -> list[Change]:
    """Return the rows of an act that cannot be foretold: how it is, and a dash for what it would be."""
    if seen.place is None:
        offer = seen.offer(typed)
        return [Change("Enrolment", "None", UNKNOWN), Change("Price", offer.money() if offer else UNKNOWN, UNKNOWN)]
    place = seen.place
    name, amount = ("To come of its bill", place.left) if act == "end" else ("Price", place.price)
    return [Change("Enrolment", _PLACES[place.status], UNKNOWN), Change(name, place.money(amount), UNKNOWN)]
