"""How promises are kept, by count and by amount: each figure over the list of promises."""

from __future__ import annotations

from typing import Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.collections.tables import PROMISES
from growthos_ui.metrics.metric import Count, Ratio
from growthos_ui.metrics.money import Amount, Rate
from growthos_ui.metrics.narrowing import Part

PATH = "/finance/promises"
_OVER = ("fallen", ("yes",))
_PROMISED: dict[str, Any] = {
    "listing": PROMISES,
    "path": PATH,
    "needs": Permission.FINANCE_COLLECTIONS_READ,
    "owner": "Finance",
    "source": "promises and the ledger, as of today",
}
_FALLEN = Part("Promises whose day and days of grace are over", (_OVER,))
_NOT_FALLEN = Part("Not over yet, moved in time, or withdrawn", (("fallen", ("no",)),))
_UNKNOWN = "No promise has fallen due"


def _became(words: str, state: str) -> Part:
    return Part(words, (_OVER, ("state", (state,))))


_KEPT, _IN_PART, _BROKEN = _became("Kept", "kept"), _became("Kept in part", "part_kept"), _became("Broken", "broken")

OPEN_PROMISES = Amount(
    id="finance.promised",
    name="Promised",
    about="What is still to come of promises that are open: the amount promised, less what came since. It replaces no due day, and is never added to what is owed.",
    polarity="none",
    of=lambda selected: selected["missing_milli"],
    over=Part("Open promises", (("state", ("open",)),)),
    left_out=(Part("Over, moved or withdrawn", (("state", ("kept", "part_kept", "broken", "moved", "withdrawn")),)),),
    **_PROMISED,
)
KEPT = Ratio(
    id="finance.promises_kept",
    name="Promises kept",
    about="Promises on which all of the amount came by their day and the days of grace, of those whose days are over. One that was moved after its day is broken; one that was moved or withdrawn before is left out.",
    over=_FALLEN,
    part=_KEPT,
    counted=(_KEPT, _IN_PART, _BROKEN),
    left_out=(_NOT_FALLEN,),
    unknown=_UNKNOWN,
    **_PROMISED,
)
KEPT_AMOUNT = Rate(
    id="finance.promised_amount_kept",
    name="Amount kept",
    about="The amounts of kept promises, of the amounts of all whose days are over. What came on a promise that was kept in part is not in it.",
    of=lambda selected: selected["amount_milli"],
    over=_FALLEN,
    part=_KEPT,
    part_of=lambda selected: selected["amount_milli"],
    counted=(_KEPT, _IN_PART, _BROKEN),
    left_out=(_NOT_FALLEN,),
    unknown=_UNKNOWN,
    **_PROMISED,
)
KEPT_IN_PART = Count(
    id="finance.promises_kept_in_part",
    name="Kept in part",
    about="Promises on which some of the amount came by their day and the days of grace, and not all.",
    polarity="none",
    over=_IN_PART,
    left_out=(_KEPT, _BROKEN, _NOT_FALLEN),
    **_PROMISED,
)
BROKEN = Count(
    id="finance.promises_broken",
    name="Broken",
    about="Promises on which nothing came by their day and the days of grace, and those that were moved after their day.",
    polarity="down",
    over=_BROKEN,
    left_out=(_KEPT, _IN_PART, _NOT_FALLEN),
    **_PROMISED,
)
HEADLINE = (OPEN_PROMISES, KEPT, KEPT_AMOUNT, KEPT_IN_PART, BROKEN)
