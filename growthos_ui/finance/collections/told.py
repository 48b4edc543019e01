"""A debt in words, as its page shows it. Amounts are ready strings; what is empty does not apply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from growthos_ui.finance.amounts import amount_words
from growthos_ui.finance.collections.acts import may_promise, may_withdraw
from growthos_ui.finance.collections.measures import AGE_POINTS, BROKEN_POINTS, MONEY_POINTS, SILENCE_POINTS
from growthos_ui.finance.collections.words import CHANNELS, OUTCOMES, STEPS
from growthos_ui.finance.words import COLLEAGUE
from growthos_ui.listing.words import UNKNOWN, day_words, moment_words

if TYPE_CHECKING:
    from datetime import tzinfo

    from sqlalchemy import RowMapping

    from growthos_ui.finance.collections.debt import Debt
    from growthos_ui.finance.dues import Due


@dataclass
class LateLine:
    """One installment with something to come. `days` is how late it is; `promise` whether one can be taken on it."""

    name: str = ""
    course: str = ""
    due: str = ""
    days: str = ""
    state: str = ""
    left: str = ""
    promise: bool = False


@dataclass
class PromiseLine:
    """One promise; `withdraw` says whether it can still be taken back."""

    id: str = ""
    part: str = ""
    day: str = ""
    amount: str = ""
    received: str = ""
    state: str = ""
    made: str = ""
    note: str = ""
    withdraw: bool = False


@dataclass
class ContactLine:
    """One contact of the log."""

    when: str = ""
    how: str = ""
    outcome: str = ""
    note: str = ""
    step: str = ""


@dataclass
class Points:
    """One part of the score: what it is for, what there is of that, and the points that gives, of so many."""

    name: str = ""
    what: str = ""
    points: str = ""
    most: str = ""


@dataclass
class DebtWords:
    """The whole page."""

    id: str = ""
    name: str = ""
    student: str = ""
    code: str = ""
    currency: str = ""
    email: str = ""
    phone: str = ""
    whatsapp: str = ""
    agreed: bool = False
    stage: str = ""
    why: str = ""
    overdue: str = ""
    open: str = ""
    score: str = ""
    points: list[Points] = field(default_factory=list)
    lines: list[LateLine] = field(default_factory=list)
    promises: list[PromiseLine] = field(default_factory=list)
    contacts: list[ContactLine] = field(default_factory=list)
    pause: str = ""
    pause_about: str = ""


def debt_words(debt: Debt, zone: tzinfo) -> DebtWords:
    """Return a debt as its page shows it, with moments on these clocks."""
    dues, row, reach = debt.dues, debt.ranked, debt.reach
    return DebtWords(
        id=str(row["id"]) if row else "",
        name=f"{dues.code}-{dues.currency}",
        student=dues.student,
        code=dues.code,
        currency=dues.currency,
        email=reach.email,
        phone=reach.phone,
        whatsapp=reach.whatsapp,
        agreed=reach.agreed,
        stage=row["stage"] if row else "none",
        why=_why(row),
        overdue=dues.words(row["overdue_milli"]) if row else dues.words(0),
        open=dues.words(dues.open),
        score=str(row["score"]) if row else "",
        points=_points(row, debt) if row else [],
        lines=[_line(each, debt) for each in dues.lines if each.left],
        promises=[_promise(each, dues.places) for each in debt.promises],
        contacts=[_contact(each, zone) for each in debt.contacts],
        pause=f"until {day_words(debt.pause['ends_on'])}" if debt.pause else "",
        pause_about=f"{debt.pause['made_by'] or COLLEAGUE}: {debt.pause['reason']}" if debt.pause else "",
    )


def _why(row: RowMapping | None) -> str:
    """Return why nobody calls now; nothing where somebody should."""
    if row is None:
        return "Nothing is overdue"
    return {
        "paused": f"Reminders are paused until {day_words(row['paused_until'])}",
        "promised": f"Promised for {day_words(row['promised_for'])}",
        "later": f"{STEPS.get(row['next_step'] or '', 'Next step')} on {day_words(row['next_on'])}",
    }.get(row["stage"], "")


def _points(row: RowMapping, debt: Debt) -> list[Points]:
    most = debt.dues.words(row["most_milli"])
    last = row["contacted_on"]
    of = (
        ("Amount overdue", f"of {most}, the most anybody owes", "money_points", MONEY_POINTS),
        ("Age", f"{row['days_late']} days late", "age_points", AGE_POINTS),
        ("Broken promises", f"{row['broken']} in a year", "broken_points", BROKEN_POINTS),
        ("Silence", f"last contact {day_words(last)}" if last else "no contact yet", "silence_points", SILENCE_POINTS),
    )
    return [Points(name, what, str(row[each]), str(limit)) for name, what, each, limit in of]


def _line(each: Due, debt: Debt) -> LateLine:
    late = (debt.dues.today - each.due).days
    return LateLine(
        name=each.name,
        course=each.course,
        due=day_words(each.due),
        days=str(late) if late > 0 else UNKNOWN,
        state=each.state,
        left=debt.dues.words(each.left),
        promise=may_promise(each),
    )


def _promise(each: RowMapping, places: int) -> PromiseLine:
    received = min(max(each["received_milli"], 0), each["amount_milli"])
    return PromiseLine(
        id=str(each["id"]),
        part=each["part"],
        day=day_words(each["promised_for"]),
        amount=amount_words(each["amount_milli"], places),
        received=amount_words(received, places),
        state=each["state"],
        made=f"{day_words(each['made_on'])}, {each['taken_by'] or COLLEAGUE.lower()}",
        note=" · ".join(said for said in (each["note"], each["withdraw_reason"]) if said),
        withdraw=may_withdraw(each),
    )


def _contact(each: RowMapping, zone: tzinfo) -> ContactLine:
    step = STEPS.get(each["next_step"] or "", "")
    on = f" on {day_words(each['next_on'])}" if each["next_on"] else ""
    return ContactLine(
        when=f"{moment_words(each['made_at'], zone)}, {each['made_by'] or COLLEAGUE.lower()}",
        how=CHANNELS[each["channel"]],
        outcome=OUTCOMES[each["outcome"]],
        note=each["note"] or "",
        step=f"Next: {step.lower()}{on}" if step else "",
    )
