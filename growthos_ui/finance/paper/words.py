"""What the three kinds of paper say, in words: the facts of SQL in their places, and nothing computed here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from growthos_ui.finance.amounts import amount_words
from growthos_ui.finance.paper.drawing import Page, Table
from growthos_ui.finance.words import METHODS
from growthos_ui.listing.words import day_words

if TYPE_CHECKING:
    from collections.abc import Callable

Facts = dict[str, Any]
TITLES = {"invoice": "Invoice", "receipt": "Receipt", "statement": "Statement of account"}
MOVES = {
    "charge": "Installment",
    "fee": "Late fee",
    "payment": "Payment",
    "refund": "Refund",
    "undone payment": "Payment undone",
    "undone refund": "Refund undone",
    "adjustment": "Credit",
    "write_off": "Write-off",
    "cancelled": "Cancelled",
}
STATES = {"scheduled": "Scheduled", "open": "Not due yet", "due": "Due today"}
_MINUS = "\u2212"
_COLOUR = "#1d4ed8"
UNNUMBERED = "Preview"


def page_of(facts: Facts, *, number: str | None, revision: int, issued_on: str | None) -> Page:
    """Return the page that says these facts; without a number it is a preview."""
    drawn = _PAGES[facts["kind"]](facts)
    school = facts["school"]
    return Page(
        title=TITLES[facts["kind"]],
        number=number or facts.get("number") or UNNUMBERED,
        under=(*((f"Revision {revision}",) if revision > 1 else ()), _day(issued_on or facts["day"])),
        school={"name": school["name"], "reach": _reach(school)},
        colour=school.get("colour") or _COLOUR,
        to={"label": drawn.pop("label"), "name": facts["student"]["name"], "code": facts["student"]["code"]},
        preview=issued_on is None,
        **drawn,
    )


def made_on(facts: Facts, issued_on: str | None) -> date:
    """Return the day that the file is dated."""
    return date.fromisoformat(issued_on or facts["day"])


def _receipt(facts: Facts) -> dict[str, Any]:
    money = _money_of(facts)
    fees = any(line["fee"] for line in facts["lines"])
    rows = [
        (
            line["invoice"],
            line["course"] or "",
            _place(line),
            *((money(line["fee"]),) if fees else ()),
            money(line["amount"]),
        )
        for line in facts["lines"]
    ]
    return {
        "label": "Received from",
        "pairs": (
            ("Paid on", _day(facts["day"])),
            ("Method", METHODS[facts["method"]]),
            *((("Reference", facts["reference"]),) if facts["reference"] else ()),
        ),
        "tables": (
            Table(
                ("Invoice", "Course", "Installment", *(("Of it late fee",) if fees else ()), _amount_head(facts)),
                (False, False, False, *((True,) if fees else ()), True),
                (0, 1, 0, *((0,) if fees else ()), 0),
                rows,
            ),
        ),
        "sums": (("Received", f"{facts['currency']} {money(facts['total'])}", True),),
    }


def _invoice(facts: Facts) -> dict[str, Any]:
    money = _money_of(facts)
    fees = any(line["fee"] for line in facts["lines"])
    rows = [
        (
            _place(line),
            _day(line["issued"]),
            _day(line["due"]) + (f" (agreed first: {_day(line['agreed'])})" if line["agreed"] else ""),
            *((money(line["fee"]) if line["fee"] else "",) if fees else ()),
            money(line["amount"]) + (" cancelled" if line["cancelled"] else ""),
        )
        for line in facts["lines"]
    ]
    return {
        "label": "Billed to",
        "pairs": (
            ("Course", facts["course"] or "—"),
            ("Issued", _day(facts["day"])),
            ("Final due day", _day(facts["due"])),
            *((("State", "Cancelled"),) if facts["cancelled"] else ()),
        ),
        "tables": (
            Table(
                ("Installment", "Issued", "Due", *(("Late fee",) if fees else ()), _amount_head(facts)),
                (False, False, False, *((True,) if fees else ()), True),
                (0, 1, 2, *((0,) if fees else ()), 0),
                rows,
            ),
        ),
        "sums": _invoice_sums(facts, money),
        "notes": [*_notes("How to pay", _ways(facts)), *_notes("Notes", (facts["notes"] or "").split("\n\n"))],
    }


def _invoice_sums(facts: Facts, money: Callable[[int], str]) -> tuple[tuple[str, str, bool], ...]:
    share = facts["percentage"]
    cheaper = (
        ("List price", money(facts["list"]), False),
        (f"Discount, {share} %" if share != "0" else "Discount", _MINUS + money(facts["discount"]), False),
    )
    fees = (("Amount", money(facts["amount"]), False), ("Late fees", money(facts["fees"]), False))
    return (
        *(cheaper if facts["discount"] else ()),
        *(fees if facts["fees"] else ()),
        ("Total", f"{facts['currency']} {money(facts['total'])}", True),
    )


def _statement(facts: Facts) -> dict[str, Any]:
    money, totals = _money_of(facts), facts["totals"]
    tables = (_moves(facts), _coming(facts))
    return {
        "label": "Account of",
        "pairs": (("As of", _day(facts["day"])), ("Currency", facts["currency"])),
        "tables": tuple(table for table in tables if table.rows),
        "sums": (
            ("Open", money(totals["open"]), False),
            *((("Late fees open", money(totals["fees"]), False),) if totals["fees"] else ()),
            *((("Settled in advance", money(-totals["ahead"]), False),) if totals["ahead"] else ()),
            ("Balance", f"{facts['currency']} {money(totals['balance'])}", True),
            *((("Overdue", money(totals["overdue"]), False),) if totals["overdue"] else ()),
            *((("Not yet issued", money(totals["scheduled"]), False),) if totals["scheduled"] else ()),
        ),
    }


def _moves(facts: Facts) -> Table:
    money = _money_of(facts)
    heads, numeric = ("Day", "Entry", "About", _amount_head(facts), "Balance"), (False, False, False, True, True)
    rows = [
        (_day(move["day"]), _move_words(move), _move_about(move), money(move["amount"]), money(move["balance"]))
        for move in facts["moves"]
    ]
    return Table(heads, numeric, (0, 0, 1, 0, 0), rows, "Account")


def _coming(facts: Facts) -> Table:
    money = _money_of(facts)
    fees = any(part["fee"] for part in facts["coming"])
    rows = [
        (
            _day(part["due"]),
            f"{part['invoice']}, {_place(part)}",
            _standing(part),
            *((money(part["fee"]) if part["fee"] else "",) if fees else ()),
            money(part["amount"]),
        )
        for part in facts["coming"]
    ]
    heads = ("Due", "Installment", "State", *(("Late fee",) if fees else ()), _amount_head(facts))
    numeric, widths = (False, False, False, *((True,) if fees else ()), True), (0, 1, 0, *((0,) if fees else ()), 0)
    return Table(heads, numeric, widths, rows, "Still to come")


def _move_words(move: Facts) -> str:
    return MOVES[move["what"]] + (f", {METHODS[move['method']].lower()}" if move.get("method") else "")


def _move_about(move: Facts) -> str:
    part = f"{move['invoice']}, {_place(move)}"
    named = (move.get("course") if move["what"] == "charge" else None, move.get("receipt"), move.get("reference"))
    return " · ".join(each for each in (part, *named) if each)


def _standing(part: Facts) -> str:
    if part["state"] == "overdue":
        return f"Overdue, {part['late']} {'day' if part['late'] == 1 else 'days'}"
    return STATES[part["state"]] if part["state"] != "due" or not part["late"] else "In grace"


def _place(line: Facts) -> str:
    return f"{line['number']} of {line['of']}"


def _amount_head(facts: Facts) -> str:
    return f"Amount, {facts['currency']}"


def _money_of(facts: Facts) -> Callable[[int], str]:
    """Return the words of amounts in the currency's places, a minus where money goes the other way."""

    def words(milli: int) -> str:
        return (_MINUS if milli < 0 else "") + amount_words(abs(milli), facts["places"])

    return words


def _reach(school: Facts) -> list[str]:
    lines = str(school.get("address") or "").splitlines()
    return [each.strip() for each in (*lines, school.get("email") or "", school.get("phone") or "") if each.strip()]


def _ways(facts: Facts) -> list[str]:
    return [": ".join(each for each in (way["name"], way["details"]) if each) for way in facts["ways"] or ()]


def _notes(title: str, parts: list[str]) -> list[dict[str, object]]:
    said = [part.strip() for part in parts if part.strip()]
    return [{"title": title, "parts": said}] if said else []


def _day(day: str) -> str:
    return day_words(date.fromisoformat(day))


_PAGES: dict[str, Callable[[Facts], dict[str, Any]]] = {
    "invoice": _invoice,
    "receipt": _receipt,
    "statement": _statement,
}
