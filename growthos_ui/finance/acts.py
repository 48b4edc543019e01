"""What may be done with an installment: each act with its words, the permission that it takes, and when its state allows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.part import EXTENSIONS_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

    from growthos_ui.auth.actor import Actor
    from growthos_ui.finance.part import Facts

REASON_LENGTH_MAX = 500
REFERENCE_LENGTH_MAX = 200
NOTES_LENGTH_MAX = 2000


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `does` is what the button of its dialog says, `done` what is said once it is done."""

    name: str
    title: str
    does: str
    done: str
    needs: Permission
    fits: Callable[[Facts], bool]


_CHANGE, _DECIDE = Permission.FINANCE_INSTALLMENTS_CHANGE, Permission.FINANCE_INSTALLMENTS_DECIDE


def _may_extend(part: Facts) -> bool:
    return part.left > 0 and part.extensions < EXTENSIONS_MAX


def _has_untouched_fee(part: Facts) -> bool:
    return part.state != "cancelled" and part.fee > 0 and part.fee_paid == 0 and not part.is_fee_waived


def _may_write_off(part: Facts) -> bool:
    return part.left > 0 and (part.remaining > 0 or part.fee_paid == 0)


ACTS: dict[str, Act] = {
    each.name: each
    for each in (
        Act("pay", "Record payment", "Record payment", "Payment recorded", Permission.FINANCE_PAYMENTS_CREATE,
            lambda part: part.left > 0),
        Act("extend", "Extend", "Extend", "More time given", _CHANGE, _may_extend),
        Act("clear", "Clear extension", "Clear extension", "Extension cleared", _CHANGE,
            lambda part: part.left > 0 and part.due != part.first_due),
        Act("refund", "Refund", "Refund", "Refund recorded", _DECIDE, lambda part: part.net > 0),
        Act("waive", "Waive fee", "Waive the late fee", "Late fee waived", _DECIDE, _has_untouched_fee),
        Act("credit", "Credit", "Credit", "Credit given", _DECIDE, lambda part: part.remaining > 0),
        Act("write_off", "Write off", "Write off", "Written off", _DECIDE, _may_write_off),
        Act("discount", "Apply discount", "Apply discount", "Discount applied", _DECIDE,
            lambda part: part.bill_state != "cancelled" and part.untouched > 0),
        Act("cancel", "Cancel invoice", "Cancel the invoice", "Invoice cancelled", _DECIDE,
            lambda part: part.bill_state != "cancelled" and part.bill_net == 0),
    )
}  # fmt: skip


def offered(part: Facts, actor: Actor) -> list[str]:
    """Return the names of the acts that the actor's permissions and the state of the installment allow."""
    return [each.name for each in ACTS.values() if actor.may(each.needs) and each.fits(part)]
