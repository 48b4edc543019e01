"""What can be brought in from a file, and which columns each kind has."""

from __future__ import annotations

from dataclasses import dataclass

from growthos_ui.errors import GrowthError, Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row. `reads` is text, amount, signed, way, day, whole, method or currency; `also` are other headings for it.

    A field that is needed may be left out where all of `instead` are there.
    """

    name: str
    label: str
    reads: str = "text"
    needed: bool = False
    also: tuple[str, ...] = ()
    hint: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """A kind of file. `made` says what it makes, one and many."""

    name: str
    title: str
    about: str
    made: tuple[str, str]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """Return the field of this name."""
        return next((each for each in self.fields if each.name == name), None)


_STUDENT = Field(
    "student", "Student", needed=True, also=("student code", "code", "student id"), hint="The code of the student"
)
_COURSE = Field(
    "course",
    "Course",
    needed=True,
    also=("course title", "programme", "program"),
    hint="Its title, as in the list of courses",
)
_CURRENCY = Field(
    "currency", "Currency", "currency", also=("curr", "ccy"), hint="Three letters; left out, that of the place"
)

KINDS = {
    each.name: each
    for each in (
        Brought(
            "payments",
            "Payments",
            "Each row is a payment. It goes on the installment that the row names, else on the oldest that is owed.",
            ("payment", "payments"),
            (
                _STUDENT,
                Field("amount", "Amount", "amount", needed=True, also=("paid", "net received", "sum", "value")),
                Field("on", "Paid on", "day", needed=True, also=("date", "payment date", "paid at", "day")),
                Field("method", "Method", "method", also=("payment method", "how"), hint="Left out, a bank transfer"),
                Field("reference", "Reference", also=("ref", "transaction", "transaction id", "utr")),
                Field("currency", "Currency", "currency", also=("curr", "ccy"), hint="Left out, the one that is owed"),
                Field("part", "Installment", also=("installment number", "part"), hint="Such as INV-STU000001-01-2"),
                Field("notes", "Notes", also=("note", "comment", "remarks")),
            ),
        ),
        Brought(
            "installments",
            "Installments",
            "Each row is one installment. Those of one student and course become an invoice; together they are its price.",
            ("invoice", "invoices"),
            (
                _STUDENT,
                _COURSE,
                Field("amount", "Amount", "amount", needed=True, also=("installment amount", "sum", "value")),
                Field("due", "Due", "day", needed=True, also=("due date", "due on")),
                Field("number", "Number", "whole", also=("no.", "no", "installment", "installment number"), hint="Left out, by the due dates"),
                Field("issue", "Issued on", "day", also=("issued", "issue date"), hint="Left out, before it is due as the rules say"),
                _CURRENCY,
            ),
        ),
        Brought(
            "invoices",
            "Invoices",
            "Each row is an invoice, in equal installments by the rules of the organisation.",
            ("invoice", "invoices"),
            (
                _STUDENT,
                _COURSE,
                Field("parts", "Installments", "whole", also=("number of installments", "parts"), hint="Left out, one"),
                Field("issue", "Issued on", "day", also=("issued", "issue date", "date", "invoice date"), hint="Left out, today"),
                Field("amount", "Amount", "amount", also=("total", "invoice amount", "price"), hint="Only compared: it is the price of the place"),
                _CURRENCY,
            ),
        ),
        Brought(
            "bank",
            "Bank statement",
            "Each row is a line of the bank. Lines that were brought in before are left out; what is new is matched to payments.",
            ("new line", "new lines"),
            (
                Field("on", "Booked on", "day", needed=True, also=("date", "booking date", "value date", "transaction date", "posted")),
                Field("amount", "Amount", "signed", needed=True, also=("sum", "value", "transaction amount"), instead=("paid_in",),
                      hint="With a minus, it went out"),
                Field("paid_in", "Paid in", "amount", also=("credit", "credit amount", "deposit", "deposits", "money in"), hint="Where in and out are two columns"),
                Field("paid_out", "Paid out", "amount", also=("debit", "debit amount", "withdrawal", "withdrawals", "money out")),
                Field("way", "In or out", "way", also=("dr cr", "cr dr", "debit credit", "credit debit", "direction", "indicator"), hint="Where a column says CR or DR instead of a sign"),
                Field("currency", "Currency", "currency", also=("curr", "ccy"), hint="Left out, that of the organisation"),
                Field("account", "Account", also=("iban", "account number", "account no", "our account"), hint="Yours, where the file has more than one"),
                Field("reference", "Reference", also=("ref", "transaction id", "bank reference", "utr", "end to end id")),
                Field("payer", "Payer", also=("name", "counterparty", "from", "sender", "payee")),
                Field("details", "Details", also=("description", "narrative", "particulars", "remittance", "memo", "text")),
            ),
        ),
    )
}  # fmt: skip


def kind_named(name: str) -> Brought:
    """Return the kind of this name. Raises GrowthError (Missing) where there is none."""
    if name not in KINDS:
        raise GrowthError(Kind.MISSING, "There is no such kind of file.", field="kind")
    return KINDS[name]
