"""The bank and the ledger side by side: what moved and what was entered, and every unit of the difference by its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance.imports.models import BankLine
from growthos_ui.finance.models import MoneyAct
from growthos_ui.listing.codes import code_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select

_line, _act = columns_of(BankLine), columns_of(MoneyAct)
_acts = MoneyAct.__table__  # type: ignore[attr-defined]


def statement_sums() -> Select[Any]:
    """Return by currency, in thousandths: what came in and what went out, of both what is set aside and what is open; and the days of the lines."""

    def of(status: str) -> ColumnElement[Any]:
        return func.coalesce(func.sum(_line.amount_milli).filter(_line.status == status), 0).label(status)

    return (
        select(
            code_of(_line.currency).label("currency"),
            func.sum(func.greatest(_line.amount_milli, 0)).label("came"),
            func.sum(func.least(_line.amount_milli, 0)).label("went"),
            of("ignored"),
            of("open"),
            func.min(_line.booked_on).label("first"),
            func.max(_line.booked_on).label("last"),
        )
        .group_by(_line.currency)
        .order_by(_line.currency)
    )


def transfer_sums(currency: str, first: date, last: date) -> Select[Any]:
    """Return what was entered as bank transfers of these days, in and out, and of both what no line of the bank is matched to."""

    def of(*which: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.coalesce(func.sum(moved()).filter(*which), 0)

    return select(
        of(_act.kind == "payment").label("paid"),
        of(_act.kind == "refund").label("refunded"),
        of(~_is_matched()).label("without"),
    ).where(*_transfers(currency, first, last))


def sums_elsewhere(currency: str, first: date, last: date) -> Select[Any]:
    """Return what lines moved that are matched to no transfer of these days: to one of another day, or to a cheque or a card."""
    of = (_act.organization_id == _line.organization_id, _act.id == _line.act_id)
    return select(func.coalesce(func.sum(_line.amount_milli), 0)).where(
        _line.status == "matched",
        _line.currency == currency,
        ~select(_act.id).where(*of, *_transfers(currency, first, last)).exists(),
    )


def moved() -> ColumnElement[Any]:
    """Return what an act moved at the bank: a refund is below nothing."""
    return case((_act.kind == "refund", -_act.amount_milli), else_=_act.amount_milli)


def transfers_without_line(currency: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Return what tells the transfers of these days that no line of the bank is matched to."""
    return (*_transfers(currency, first, last), ~_is_matched())


def _transfers(currency: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        _act.kind.in_(("payment", "refund")),
        _act.method == "bank_transfer",
        _act.undoes_id.is_(None),
        ~_is_undone(),
        _act.currency == currency,
        _act.occurred_on >= first,
        _act.occurred_on <= last,
    )


def _is_undone() -> ColumnElement[bool]:
    by = _acts.alias("by")
    return select(by.c.id).where(by.c.organization_id == _act.organization_id, by.c.undoes_id == _act.id).exists()


def _is_matched() -> ColumnElement[bool]:
    return select(_line.id).where(_line.organization_id == _act.organization_id, _line.act_id == _act.id).exists()
