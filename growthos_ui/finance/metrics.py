"""What is owed, each figure declared once, over the installments as they stood on a day. Of one currency at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.receivables import PATH, RECEIVABLES
from growthos_ui.finance.receivables import STANDINGS as MARKS
from growthos_ui.finance.standing import OPEN, OVERDUE
from growthos_ui.metrics.metric import Ratio
from growthos_ui.metrics.money import Amount, Rate
from growthos_ui.metrics.narrowing import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

_WORDS = {each.value: each.words for each in MARKS}
STANDING: dict[str, Any] = {
    "listing": RECEIVABLES,
    "path": PATH,
    "needs": Permission.FINANCE_OVERVIEW_READ,
    "owner": "Finance",
    "source": "installments and ledger; for a past day the terms that held and the entries recorded by then",
}


def _of(name: str) -> Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[Any]]:
    return lambda selected: selected[name]


def _stands(words: str, *values: str) -> Part:
    return Part(words, (("standing", values),))


REMAINING, COLLECTED_ON, OWED = _of("remaining_milli"), _of("paid_milli"), _of("owed_milli")
_ISSUED = ("issued", ("yes",))
_DUE = ("due", ("yes",))
_LIVE = ("cancelled", ("no",))
_BY_AGE = tuple(_stands(_WORDS[each], each) for each in OPEN)
_SETTLED = _stands("Settled", "settled")
_CANCELLED = _stands("Cancelled", "cancelled")
_SCHEDULED = _stands("Scheduled: not issued yet", "scheduled")
_NOT_OPEN = (_SCHEDULED, _SETTLED, _CANCELLED)
_NOTHING_DUE = "Nothing has fallen due"

OPEN_BALANCE = Amount(
    id="finance.open",
    name="Open",
    about="Principal that is still to come of issued installments: the amount, less net cash, credits and write-offs. It is what is not due and what is overdue, and the sum of its ages. Scheduled installments and late fees stand beside it, never inside.",
    polarity="none",
    of=REMAINING,
    over=_stands("Open installments", *OPEN),
    counted=_BY_AGE,
    left_out=_NOT_OPEN,
    **STANDING,
)
NOT_DUE = Amount(
    id="finance.not_due",
    name="Not due",
    about="The part of open whose day has not come, or lies within the days of grace.",
    polarity="none",
    of=REMAINING,
    over=_BY_AGE[0],
    left_out=(_stands("Overdue", *OVERDUE), *_NOT_OPEN),
    **STANDING,
)
OVERDUE_BALANCE = Amount(
    id="finance.overdue",
    name="Overdue",
    about="The part of open whose effective due day has passed by more than the days of grace. An extension moves the day; days late count from it.",
    polarity="down",
    of=REMAINING,
    over=_stands("Overdue installments", *OVERDUE),
    counted=_BY_AGE[1:],
    left_out=(_BY_AGE[0], *_NOT_OPEN),
    **STANDING,
)
DUE_SOON = Amount(
    id="finance.due_7_days",
    name="Due in 7 days",
    about="The part of open that falls due on the day itself or in the seven days after it.",
    polarity="none",
    of=REMAINING,
    over=Part("Open, due today or in the next 7 days", (("standing", OPEN), ("days", ("next-7",)))),
    left_out=(
        Part("Open, due later", (("standing", OPEN), ("days", ("later",)))),
        Part("Open, after the due day", (("standing", OPEN), ("days", ("past",)))),
        *_NOT_OPEN,
    ),
    **STANDING,
)
SCHEDULED = Amount(
    id="finance.scheduled",
    name="Scheduled",
    about="What remains of installments that are not issued yet. It is owed by nobody so far, and never part of open.",
    polarity="none",
    of=REMAINING,
    over=_SCHEDULED,
    left_out=(_stands("Open", *OPEN), _SETTLED, _CANCELLED),
    **STANDING,
)
COMING = Amount(
    id="finance.coming",
    name="Falls due",
    about="What remains of installments that are not overdue, issued or scheduled: what their due days will bring if everybody pays by then.",
    polarity="none",
    of=REMAINING,
    over=_stands("Not due and scheduled", "not-due", "scheduled"),
    counted=(_BY_AGE[0], _SCHEDULED),
    left_out=(_stands("Overdue", *OVERDUE), _SETTLED, _CANCELLED),
    **STANDING,
)
LATE_FEES = Amount(
    id="finance.late_fees",
    name="Late fees open",
    about="Late fees that were charged, and neither paid nor waived. Beside open, never inside.",
    polarity="down",
    of=_of("fee_milli"),
    over=Part("With a late fee open", (("fee", ("open",)),)),
    left_out=(Part("Without", (("fee", ("none",)),)),),
    **STANDING,
)
BILLED = Amount(
    id="finance.billed",
    name="Billed",
    about="The amounts of issued installments less credits. Cancelled ones are left out; write-offs stay in.",
    polarity="none",
    of=OWED,
    over=Part("Issued installments", (_ISSUED,)),
    left_out=(Part("Not issued, or cancelled", (("issued", ("no",)),)),),
    **STANDING,
)
DUE = Amount(
    id="finance.due",
    name="Due",
    about="The amounts less credits of installments whose effective due day has come. Write-offs stay in.",
    polarity="none",
    of=OWED,
    over=Part("Installments whose day has come", (_DUE,)),
    left_out=(Part("Day not come, or nothing owed", (("due", ("no",)),)),),
    **STANDING,
)
COLLECTED = Amount(
    id="finance.collected",
    name="Collected",
    about="Principal that came and has not gone back, on all installments, scheduled ones too. Late fees are not in it.",
    of=COLLECTED_ON,
    over=Part("Installments"),
    **STANDING,
)
CONTRACTED = Amount(
    id="finance.contracted",
    name="Contracted",
    about="The amounts less credits of all installments that are not cancelled, issued or scheduled.",
    polarity="none",
    of=OWED,
    over=Part("Installments that are not cancelled", (_LIVE,)),
    left_out=(_CANCELLED,),
    **STANDING,
)
WRITTEN_OFF_TO_DATE = Amount(
    id="finance.written_off_to_date",
    name="Written off",
    about="Principal that was given up as not coming. It leaves open and stays in what was due.",
    polarity="down",
    of=_of("written_off_milli"),
    over=Part("Installments"),
    **STANDING,
)
COLLECTION_RATE = Rate(
    id="finance.collection_rate",
    name="Collection rate",
    about="Principal collected on installments whose day has come, of their amounts less credits. What was paid ahead is left out of both; write-offs stay in what was due.",
    of=OWED,
    over=Part("Due", (_DUE,)),
    part=Part("Collected on them", (_DUE,)),
    part_of=COLLECTED_ON,
    left_out=(Part("Day not come, or nothing owed", (("due", ("no",)),)),),
    unknown=_NOTHING_DUE,
    **STANDING,
)
CONTRACT_COLLECTED = Rate(
    id="finance.contract_collected",
    name="Contract collected",
    about="Principal collected, of everything that is contracted: all installments that are not cancelled, less credits, scheduled ones too.",
    of=OWED,
    over=Part("Contracted", (_LIVE,)),
    part=Part("Collected on them", (_LIVE,)),
    part_of=COLLECTED_ON,
    left_out=(_CANCELLED,),
    unknown="Nothing is contracted",
    **STANDING,
)
ON_TIME_MONEY = Rate(
    id="finance.on_time_money",
    name="On time, share of money",
    about="Principal that came by the effective due day and has not gone back, of what was due.",
    of=OWED,
    over=Part("Due", (_DUE,)),
    part=Part("Came by the due day", (_DUE,)),
    part_of=_of("punctual_milli"),
    left_out=(Part("Day not come, or nothing owed", (("due", ("no",)),)),),
    unknown=_NOTHING_DUE,
    **STANDING,
)
WRITTEN_OFF_RATE = Rate(
    id="finance.written_off_rate",
    name="Written off, share of billed",
    about="Principal that was given up as not coming, of what was billed: the amounts of issued installments less credits.",
    polarity="down",
    of=OWED,
    over=Part("Issued installments", (_ISSUED,)),
    part=Part("Written off on them", (_ISSUED,)),
    part_of=_of("written_off_milli"),
    left_out=(Part("Not issued, or cancelled", (("issued", ("no",)),)),),
    unknown="Nothing was billed",
    **STANDING,
)
ON_TIME_LINES = Ratio(
    id="finance.on_time_lines",
    name="On time, share of installments",
    about="Installments that were filled by their effective due day, of those whose day has come.",
    over=Part("Due", (_DUE,)),
    part=Part("Filled by the due day", (_DUE, ("on_time", ("yes",)))),
    counted=(
        Part("Filled by the due day", (_DUE, ("on_time", ("yes",)))),
        Part("Not filled by then", (_DUE, ("on_time", ("no",)))),
    ),
    left_out=(Part("Day not come, or nothing owed", (("due", ("no",)),)),),
    unknown=_NOTHING_DUE,
    **STANDING,
)
