"""The lists of the finance desk: installments, invoices, and the ledger of payments."""

from __future__ import annotations

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.finance import queries, words
from growthos_ui.finance.columns import CountLink, Due, Entry, Paper, Standing
from growthos_ui.finance.many import EXTEND, REMIND
from growthos_ui.finance.models import InstallmentPayment, Invoice
from growthos_ui.finance.narrowings import BillInState, DaysAfter, InState, Late, OfBatch, OfCourse, by_learner_or
from growthos_ui.finance.words import BILL_MARKS, PART_STATES
from growthos_ui.learning.naming import nearest
from growthos_ui.learning.queries import batches, courses
from growthos_ui.listing.columns import Badge, Code, Count, Day, Link, Mark, Text
from growthos_ui.listing.filters import Choice, DayRange, Flag, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money, MoneyRange
from growthos_ui.listing.search import Search

_bill, _entry = columns_of(Invoice), columns_of(InstallmentPayment)

ENTRIES = (
    Mark("payment", "Payment", "done", "good"),
    Mark("refund", "Refund", "returned", "warn"),
    Mark("adjustment", "Credit", "ring", "info"),
    Mark("write_off", "Write-off", "struck", "neutral"),
)
METHODS = tuple(Mark(*each, "dot") for each in words.METHODS.items())


def _choices(marks: tuple[Mark, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((mark.value, mark.words) for mark in marks)


INSTALLMENTS = Listing(
    name="installments",
    title="Installments",
    noun=("installment", "installments"),
    source=queries.installments,
    lean=(queries.bare_installments,),
    columns=(
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}"),
        Text(name="course_title", label="Course", card="sub"),
        Link(
            name="number_words",
            label="No.",
            card="sub",
            href="/finance/installments/{invoice_number}-{installment_number}",
            about="Which installment of the invoice, of how many; opens it with its ledger and its acts",
            is_own=True,
        ),
        Due(
            name="effective_due_date",
            label="Due",
            agreed="due_date",
            sort_by="due_key",
            card="pair",
            about="The day that counts; struck through the one that was agreed first. What is owed stands first",
        ),
        Standing(name="state", label="State", marks=PART_STATES, partly="is_partly_paid", card="state"),
        Count(name="days_late", label="Days late", about="Since the day that counts, once the days of grace are over"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="amount_milli", label="Amount", sort_by="amount_milli", total="sum"),
        Money(
            name="late_fee_milli", label="Late fee", about="Charged once, beside the amount; nothing once it is waived"
        ),
        Money(name="paid_milli", label="Paid", total="sum", about="Cash that came less what went back, late fees too"),
        Money(
            name="open_milli",
            label="Open",
            total="sum",
            card="pair",
            about="What is still to come of the amount, once the installment is issued; the late fee is not in it",
        ),
        Day(name="last_payment_on", label="Last payment", starts_hidden=True),
        Code(name="invoice_number", label="Invoice", starts_hidden=True),
        Money(
            name="remaining_milli",
            label="Remaining",
            sort_by="remaining_milli",
            starts_hidden=True,
            about="What is still to come of the amount, issued or scheduled",
        ),
    ),
    filters=(
        InState(name="state", label="State", on="id", choices=_choices(PART_STATES)),
        DayRange(name="due", label="Due", on="effective_due_date"),
        Late(name="late", label="Days late", on="id"),
        OfCourse(name="course", label="Course", on="invoice_id", options=courses),
        OfBatch(name="batch", label="Batch", on="invoice_id", options=batches, none="No batch"),
        Related(name="currency", label="Currency", options=queries.currencies),
        MoneyRange(name="open", label="Open", on="open_milli"),
        Flag(name="extended", label="More time", on="is_extended", yes="Extended", no="As agreed"),
        Flag(name="partly", label="Money on it", on="is_partly_paid", yes="Partly paid", no="Not partly paid"),
    ),
    search=Search(
        placeholder="Code, name or invoice",
        on=("student_id", "invoice_id"),
        clause=by_learner_or(_bill.invoice_number, "inv", on="invoice_id"),
        nearest=nearest,
    ),
    sort="effective_due_date",
    read=Permission.FINANCE_INSTALLMENTS_READ,
    export=Permission.FINANCE_INSTALLMENTS_EXPORT,
    acts=(EXTEND, REMIND),
    absent="An installment appears here when a place in a course is billed.",
)

INVOICES = Listing(
    name="invoices",
    title="Invoices",
    noun=("invoice", "invoices"),
    source=queries.invoices,
    lean=(queries.bare_invoices,),
    columns=(
        Paper(
            name="invoice_number",
            label="Number",
            what="invoice",
            href="/files/invoice/{invoice_number}.pdf",
            sort_by="invoice_number",
            card="sub",
            about="Downloads the invoice as PDF",
        ),
        Code(name="student_code", label="Code", starts_hidden=True),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}", code="student_code"),
        Text(name="course_title", label="Course", card="sub"),
        Day(name="issue_date", label="Issued", sort_by="issue_date", card="pair"),
        Badge(name="state", label="State", marks=BILL_MARKS, card="state"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(
            name="amount_milli",
            label="Amount",
            sort_by="amount_milli",
            total="sum",
            card="pair",
            about="List price less discount: the sum of all its installments; late fees are beside it",
        ),
        Money(name="paid_milli", label="Paid", total="sum", about="All cash that came in, late fees too"),
        Money(
            name="open_milli",
            label="Open",
            card="pair",
            about="What is still to come of its installments that are issued",
        ),
        Money(name="list_milli", label="List price", starts_hidden=True),
        Money(name="discount_milli", label="Discount", total="sum", starts_hidden=True),
        Money(name="refunded_milli", label="Refunded", total="sum", starts_hidden=True),
        CountLink(
            name="parts",
            label="Installments",
            href="/finance/installments?q={invoice_number}",
            about="How many there are; opens them",
            is_own=True,
        ),
        Day(name="due_date", label="Final due", about="The day that was agreed for its last installment"),
    ),
    filters=(
        BillInState(name="state", label="State", on="id", choices=_choices(BILL_MARKS)),
        DayRange(name="issued", label="Issued", on="issue_date"),
        Related(name="course", label="Course", on="course_id", options=courses),
        OfBatch(name="batch", label="Batch", on="id", options=batches, none="No batch"),
        Related(name="currency", label="Currency", options=queries.currencies),
        MoneyRange(name="amount", label="Amount", on="amount_milli"),
    ),
    search=Search(
        placeholder="Number, code or name",
        on=("student_id", "invoice_number"),
        clause=by_learner_or(_bill.invoice_number, "inv"),
        nearest=nearest,
    ),
    sort="-issue_date",
    read=Permission.FINANCE_INVOICES_READ,
    export=Permission.FINANCE_INVOICES_EXPORT,
    absent="An invoice appears here when a place in a course is billed.",
)

PAYMENTS = Listing(
    name="payments",
    title="Payments",
    noun=("entry", "entries"),
    source=queries.payments,
    lean=(queries.bare_payments, queries.due_payments),
    summed=(queries.summed_payments,),
    columns=(
        Day(name="occurred_on", label="Date", sort_by="occurred_on", card="pair", about="When the money moved"),
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}"),
        Text(name="course_title", label="Course", card="sub"),
        Link(
            name="number_words",
            label="No.",
            card="sub",
            href="/finance/installments/{invoice_number}-{installment_number}",
            about="Which installment of the invoice, of how many; opens it",
            is_own=True,
        ),
        Entry(name="entry_type", label="Type", marks=ENTRIES, undone="undone", card="state"),
        Badge(name="method", label="Method", marks=METHODS),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="amount_milli", label="Amount", sort_by="amount_milli", card="pair"),
        Money(
            name="net_milli",
            label="Net received",
            total="sum",
            about="Payments, less refunds. Credits and write-offs are no money: they have no amount here",
        ),
        Paper(
            name="receipt_number",
            label="Receipt",
            what="receipt",
            href="/files/receipt/{receipt_number}.pdf",
            void="undone",
            card="pair",
            about="Downloads the receipt as PDF; a payment that was undone has none",
        ),
        Text(name="recorded_by_name", label="Recorded by", is_quiet=True),
        Day(
            name="belongs_to",
            label="Belongs to",
            starts_hidden=True,
            about="When the money moved, where the books of that month were closed already",
        ),
        Text(name="reference", label="Reference", starts_hidden=True),
        Text(name="reason", label="Reason", starts_hidden=True),
        Money(name="fee_milli", label="Late fee in it", starts_hidden=True),
        Code(name="invoice_number", label="Invoice", starts_hidden=True),
    ),
    filters=(
        DayRange(name="on", label="Date", on="occurred_on"),
        DayRange(name="recorded", label="Recorded", on="created_at"),
        DayRange(name="belongs", label="Belongs to", on="belongs_to"),
        Choice(name="type", label="Type", on="entry_type", choices=_choices(ENTRIES)),
        Choice(name="method", label="Method", choices=_choices(METHODS)),
        OfCourse(name="course", label="Course", on="invoice_id", options=courses),
        Related(name="currency", label="Currency", options=queries.currencies),
        Related(name="by", label="Recorded by", on="recorded_by", options=queries.recorders),
        DayRange(name="due", label="Due day", on="effective_due_date"),
        DaysAfter(name="late", label="Days after the due day", on="days_after"),
        MoneyRange(name="amount", label="Amount", on="amount_milli"),
    ),
    search=Search(
        placeholder="Code, name or receipt",
        on=("student_id", "receipt_number"),
        clause=by_learner_or(_entry.receipt_number, "rcpt"),
        nearest=nearest,
    ),
    sort="-occurred_on",
    read=Permission.FINANCE_PAYMENTS_READ,
    export=Permission.FINANCE_PAYMENTS_EXPORT,
    absent="An entry appears here when money comes in or goes back, or when something is credited or written off.",
)
