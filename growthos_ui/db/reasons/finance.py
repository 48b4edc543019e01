"""Refusals about bills, their parts and money."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from growthos_ui.errors import Kind


def _day(text: object) -> str:
    """Return `10 Apr 2026` for a day of a detail; anything else as it is."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return f"{day.day} {day:%b %Y}"


def _month(detail: dict[str, Any]) -> str:
    """Return `October 2026` for the month of a detail."""
    return f"{date.fromisoformat(str(detail.get('month'))):%B %Y}"


def _between(detail: dict[str, Any]) -> str:
    first, last = _day(detail.get("first")), detail.get("last")
    if last == detail.get("first"):
        return f"Only {first} can be chosen."
    return f"Choose a day from {first} on." if last == "later" else f"Choose a day from {first} to {_day(last)}."


def _said(sentence: str, *amounts: str) -> Callable[[dict[str, Any]], str]:
    """Return how a sentence is filled in whose details of these names are amounts: `10,000.00`."""

    def filled(detail: dict[str, Any]) -> str:
        return sentence.format(**detail | {name: _amount(detail.get(name)) for name in amounts})

    return filled


def _amount(text: object, *, like: object = None) -> str:
    """Return `20,000` for an amount of a detail, with as many decimals as the one that it is `like`; anything else as it is."""
    try:
        amount = Decimal(str(text))
        return f"{amount if like is None else amount.quantize(Decimal(str(like))):,}"
    except InvalidOperation:
        return str(text)


def _too_fine(detail: dict[str, Any]) -> str:
    places = detail.get("places") or "no"
    return f"An amount in {detail.get('currency')} has {'at most ' if places != 'no' else ''}{places} decimals."


def _needs_second(detail: dict[str, Any]) -> str:
    """Say what is above the limit, with what the same person let go of for the same student today."""
    currency, today = detail.get("currency"), str(detail.get("today", "0"))
    limit = _amount(detail.get("limit"), like=detail.get("amount"))
    words = f"{currency} {_amount(detail.get('amount'))}"
    if not limit.strip("0."):
        return f"{words}: in {currency} a second person always has to agree."
    if not today.strip("0."):
        return f"{words} is above the limit of {currency} {limit}: a second person has to agree."
    before = f"{currency} {_amount(today)}"
    return (
        f"With the {before} that you let go of for this student today, {words} is above the limit of {currency} {limit}: "
        "a second person has to agree."
    )


def _import_over(detail: dict[str, Any]) -> str:
    what = "was brought in" if detail.get("status") == "done" else "was taken away"
    return f"This file {what} on {_day(detail.get('on'))}."


REASONS: dict[str, tuple[Kind, str | Callable[[dict[str, Any]], str]]] = {
    "finance.not_allowed": (Kind.FORBIDDEN, "Your role may not do this with money. Nothing was changed."),
    "finance.discount_not_allowed": (Kind.FORBIDDEN, "Discounts are given by admins."),
    "finance.part_missing": (Kind.MISSING, "There is no such installment."),
    "finance.invoice_missing": (Kind.MISSING, "There is no such invoice."),
    "finance.act_missing": (Kind.MISSING, "There is no such payment."),
    "finance.no_account": (Kind.MISSING, "Nothing was ever billed to this student in this currency."),
    "finance.paper_kind": (Kind.INVALID, "There are invoices, receipts and statements."),
    "finance.paper_missing": (Kind.MISSING, "There is no such document."),
    "finance.paper_unmade": (Kind.WRONG_STATE, "The document was not made. Nothing was issued; try again."),
    "finance.parts_out_of_range": (Kind.INVALID, "Choose between 1 and {most} installments."),
    "finance.first_due_late": (
        Kind.INVALID,
        lambda detail: f"The first installment is due before the second, which is due on {_day(detail.get('second'))}.",
    ),
    "finance.part_of_nothing": (Kind.INVALID, "The amount is too small for so many installments. Choose fewer."),
    "finance.reason_required": (Kind.INVALID, "Say why."),
    "finance.discount_invalid": (
        Kind.INVALID,
        "A discount is either an amount above zero or a percentage of at most 100.",
    ),
    "finance.discount_too_large": (
        Kind.INVALID,
        _said(
            "Only installments on which nothing was paid can become cheaper: at most {currency} {most} less.", "most"
        ),
    ),
    "finance.not_cheaper": (Kind.INVALID, "With this discount the invoice would not be lower than it is."),
    "finance.amount_invalid": (Kind.INVALID, "Enter an amount above zero."),
    "finance.too_fine": (Kind.INVALID, _too_fine),
    "finance.too_much": (Kind.INVALID, _said("That is more than there is: at most {currency} {most}.", "most")),
    "finance.currency_required": (Kind.INVALID, "This student owes in {currencies}. Choose the currency."),
    "finance.other_currency": (Kind.INVALID, "The installment is in {part}, not in {currency}."),
    "finance.date_invalid": (Kind.INVALID, _between),
    "finance.hold_day": (Kind.INVALID, _between),
    "finance.hold_reason": (Kind.INVALID, "Say why, in 3 to 500 characters."),
    "finance.not_yet": (Kind.INVALID, "That day has not come yet."),
    "finance.method_invalid": (Kind.INVALID, "Choose how the money moved."),
    "finance.lines_required": (Kind.INVALID, "Choose at least one installment."),
    "finance.lines_are_not_the_amount": (
        Kind.INVALID,
        _said("The installments add up to {currency} {lines}, the payment is {currency} {amount}.", "lines", "amount"),
    ),
    "finance.one_learner": (Kind.INVALID, "One refund is for one student and one currency."),
    "finance.fee_returned_whole": (
        Kind.INVALID,
        _said(
            "A late fee goes back whole: return at most {currency} {principal}, or that and the fee of {currency} {fee}.",
            "principal",
            "fee",
        ),
    ),
    "finance.reference_used": (
        Kind.DUPLICATE,
        lambda detail: f"This reference was entered on {_day(detail.get('on'))} ({detail.get('receipt')}).",
    ),
    "finance.key_used": (Kind.CONFLICT, "This form was sent before with other values. Open it anew."),
    "finance.needs_second": (Kind.WRONG_STATE, _needs_second),
    "finance.proof_invalid": (
        Kind.INVALID,
        "A proof is a picture (PNG, JPEG, WebP) or a PDF: this file is none of them.",
    ),
    "finance.proof_too_large": (Kind.INVALID, "A proof has at most 8 MB."),
    "finance.proofs_enough": (Kind.WRONG_STATE, "There are {most} proofs already: that is the limit."),
    "finance.no_second_needed": (Kind.WRONG_STATE, "Nobody else has to agree to this."),
    "finance.only_tried": (Kind.WRONG_STATE, "This was only tried, and nothing of it is kept."),
    "finance.request_invalid": (Kind.INVALID, "That cannot be asked for."),
    "finance.approval_missing": (Kind.MISSING, "There is no such request."),
    "finance.approval_settled": (Kind.CONFLICT, "This was decided already."),
    "finance.approval_expired": (
        Kind.CONFLICT,
        lambda detail: (
            f"Nobody decided this by {_day(detail.get('last'))}: it has expired. Ask again if it is still wanted."
        ),
    ),
    "finance.approval_differs": (
        Kind.CONFLICT,
        _said(
            "{currency} {amount} was asked for, and it would be {currency} {now} by now. Decline it, and ask again.",
            "amount",
            "now",
        ),
    ),
    "finance.own_approval": (Kind.FORBIDDEN, "You asked for this yourself: a second person has to agree."),
    "finance.not_own_approval": (Kind.FORBIDDEN, "Only who asked takes it back."),
    "finance.already_billed": (Kind.DUPLICATE, "This place has an invoice already."),
    "finance.nothing_to_bill": (Kind.WRONG_STATE, "This place is not billed: it is cancelled, or part of a pathway."),
    "finance.already_cancelled": (Kind.WRONG_STATE, "This invoice is cancelled already."),
    "finance.money_on_it": (
        Kind.WRONG_STATE,
        _said("{currency} {amount} was paid on this invoice. Refund it first.", "amount"),
    ),
    "finance.part_settled": (Kind.WRONG_STATE, "Nothing is owed on this installment any more."),
    "finance.part_scheduled": (
        Kind.WRONG_STATE,
        lambda detail: f"This installment is issued on {_day(detail.get('first'))}: nobody owes it before.",
    ),
    "finance.promise_missing": (Kind.MISSING, "There is no such promise."),
    "finance.promise_over": (Kind.WRONG_STATE, "This promise is over: the ledger says whether it was kept."),
    "finance.channel_invalid": (Kind.INVALID, "Choose how you reached for them."),
    "finance.outcome_invalid": (Kind.INVALID, "Choose what came of it."),
    "finance.step_invalid": (Kind.INVALID, "Choose what is to happen next."),
    "finance.not_paused": (Kind.WRONG_STATE, "Reminders are not paused."),
    "finance.no_fee": (Kind.WRONG_STATE, "There is no late fee to waive."),
    "finance.fee_paid": (
        Kind.WRONG_STATE,
        _said("{currency} {amount} of the late fee was paid. Refund it first.", "amount"),
    ),
    "finance.extended_enough": (Kind.WRONG_STATE, "This installment was extended {times} times: that is the limit."),
    "finance.not_extended": (Kind.WRONG_STATE, "This installment has no extension."),
    "finance.parts_are_not_the_bill": (Kind.CONFLICT, "The installments do not add up to the invoice."),
    "finance.parts_have_gaps": (Kind.CONFLICT, "The installments are not numbered one after the other."),
    "finance.file_known": (
        Kind.DUPLICATE,
        lambda detail: f"This file was brought in on {_day(detail.get('on'))}, as import {detail.get('number')}.",
    ),
    "finance.line_missing": (Kind.MISSING, "There is no such line of the bank."),
    "finance.line_over": (Kind.WRONG_STATE, "Somebody was faster: this line is {status} already."),
    "finance.line_not_matched": (
        Kind.WRONG_STATE,
        "This line is not matched to that any more: nothing was undone. Load the page anew; a request for it can be declined.",
    ),
    "finance.payment_undone": (
        Kind.WRONG_STATE,
        "This payment was entered by mistake and is undone: it has no receipt.",
    ),
    "finance.approval_waits": (
        Kind.DUPLICATE,
        "The same was asked for already, and waits under Approvals.",
    ),
    "finance.moved_on": (
        Kind.WRONG_STATE,
        "Since the match, some of this money went back or what it paid was settled otherwise. Undo that first, or record a refund.",
    ),
    "finance.act_does_not_fit": (Kind.INVALID, "This payment does not fit the line any more. Load the page anew."),
    "finance.import_missing": (Kind.MISSING, "There is no such import."),
    "finance.import_over": (Kind.WRONG_STATE, _import_over),
    "finance.import_wrong": (
        Kind.INVALID,
        "{wrong} values of the file cannot be brought in, the first in row {first}. Nothing was changed.",
    ),
    "finance.no_such_student": (
        Kind.INVALID,
        "No student has the code “{given}”. Take the code from the list of students.",
    ),
    "finance.no_such_part": (
        Kind.INVALID,
        "{student} has no installment “{given}”. Write it as in the list of installments, or leave it empty.",
    ),
    "finance.owes_nothing": (
        Kind.INVALID,
        "{given} owes nothing {currency}. Bill the place first, or leave the row out.",
    ),
    "finance.reference_twice": (Kind.INVALID, "Row {first} has the same reference. Leave one of the two out."),
    "finance.too_long": (Kind.INVALID, "This has at most {most} characters."),
    "finance.no_such_course": (
        Kind.INVALID,
        "No course is called “{given}”. Write its title as in the list of courses.",
    ),
    "finance.many_courses": (
        Kind.INVALID,
        "{number} courses are called “{given}”. Give one of them another title first.",
    ),
    "finance.no_such_place": (Kind.INVALID, "{student} has no place in this course. Enrol the student first."),
    "finance.costs_nothing": (Kind.INVALID, "This place costs nothing, so it has no invoice. Leave the row out."),
    "finance.billed_twice": (Kind.INVALID, "An earlier row bills the same place. Leave one of them out."),
    "finance.due_before_issue": (Kind.INVALID, "It would be due before it is issued. Correct one of the two days."),
    "finance.day_required": (Kind.INVALID, "The day is missing."),
    "finance.not_the_price": (
        Kind.INVALID,
        "The place costs {currency} {price}. Correct the amount, or give the discount on the place first.",
    ),
    "finance.parts_are_not_the_price": (
        Kind.INVALID,
        "The installments of this place add up to {currency} {parts}, it costs {currency} {price}. Correct the amounts.",
    ),
    "finance.issue_closed": (
        Kind.INVALID,
        lambda detail: (
            f"{_day(detail.get('day'))} lies in a month whose books are closed. Take a day from {_day(detail.get('first'))} on, "
            "or have the month opened again under Finance ▸ Months."
        ),
    ),
    "finance.month_invalid": (Kind.INVALID, "There is no such month."),
    "finance.month_not_over": (
        Kind.INVALID,
        lambda detail: f"{_month(detail)} is not over yet: a month is closed after its last day.",
    ),
    "finance.month_closed": (Kind.CONFLICT, lambda detail: f"{_month(detail)} is closed already."),
    "finance.month_order": (
        Kind.WRONG_STATE,
        lambda detail: f"Months are closed in their order: {_month(detail)} first.",
    ),
    "finance.month_not_closed": (Kind.CONFLICT, "This month is not closed."),
    "finance.month_not_last": (
        Kind.WRONG_STATE,
        lambda detail: f"Months are opened again from the last one back: {_month(detail)} first.",
    ),
    "finance.own_closing": (
        Kind.FORBIDDEN,
        "You closed this month yourself: somebody else has to open it again.",
    ),
    "finance.lines_are_not_the_act": (Kind.CONFLICT, "The lines do not add up to the payment."),
}
