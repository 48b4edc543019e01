"""What a person made of a list, in words and addresses: columns as arranged, views as tabs, totals over all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from growthos_ui.listing.ask import WHOLE, Ask
from growthos_ui.listing.layout import Layout
from growthos_ui.listing.money import amount_words
from growthos_ui.listing.views import AUDIENCES, MINE, View
from growthos_ui.listing.words import UNKNOWN, count_words, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from growthos_ui.auth.actor import Actor
    from growthos_ui.listing.columns import Column, Reading
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.totals import Sum, Total


FILES = ("export", "workbook")
"""The addresses of the whole list as a file, by their names among the links."""


def places(columns: Sequence[Column], layout: Layout, heads: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the shown columns from left to right, each with all that its heading needs; `sort` empty does not sort."""
    widths = dict(layout.widths)
    return [
        {
            "name": column.name,
            "label": column.label,
            "about": column.about,
            "look": "num" if column.is_number else "",
            "sums": _said(bool(column.total)),
            "pinned": "true" if number < layout.pins else "false",
            "width": f"{widths[column.name]}px" if column.name in widths else "",
            "href": "",
            "sort": "",
            **heads.get(column.name, {}),
        }
        for number, column in enumerate(layout.shown(columns))
    ]


def chooser(columns: Sequence[Column], layout: Layout) -> list[dict[str, str]]:
    """Return every column in its order, shown ones first, for the menu that arranges them."""
    shown, widths = layout.shown(columns), dict(layout.widths)
    hidden = [column for column in layout.ordered(columns) if column not in shown]
    names = [column.name for column in layout.ordered(columns)]
    return [
        {
            "name": column.name,
            "label": column.label,
            "place": str(names.index(column.name)),
            "shown": _said(column in shown),
            "pinned": _said(column in shown[: layout.pins]),
            "fixed": _said(column.card == "title"),
            "width": str(widths.get(column.name, "")),
            "ends": " ".join(word for word, each in (("first", shown[:1]), ("last", shown[-1:])) if column in each),
        }
        for column in (*shown, *hidden)
    ]


def tabs(
    listing: Listing, views: Sequence[View], ask: Ask, path: str, *, opens: View | None, is_changed: bool
) -> list[dict[str, str]]:
    """Return the list itself and its views, each with its address; `changed` when what is shown is something else."""
    whole = f"{path}?view={WHOLE}" if opens else path
    found = [_tab("", f"All {listing.noun[1]}", whole, on=ask.view in {"", WHOLE})]
    for view in views:
        query = f"view={view.slug}" + (f"&{view.query}" if view.query else "")
        tab = _tab(view.slug, view.name, f"{path}?{query}", on=ask.view == view.slug)
        tab["changed"] = _said(ask.view == view.slug and is_changed)
        tab["about"] = "Only for you" if view.audience == MINE else f"Shared with {AUDIENCES[view.audience].lower()}"
        found.append(tab)
    return found


def view_words(view: View | None, actor: Actor, *, may_share: bool, is_changed: bool) -> dict[str, str]:
    """Return what the menu of the view that is on needs to know; empty without one."""
    if view is None:
        return {}
    return {
        "slug": view.slug,
        "name": view.name,
        "audience": view.audience,
        "opens": _said(view.is_default and (view.is_for_me or may_share)),
        "changed": _said(is_changed),
        "may_change": _said(keeps(actor) and (view.is_mine if view.audience == MINE else may_share)),
    }


def keeps(actor: Actor) -> bool:
    """Tell whether what this person arranges can be kept: a sign-in that only reads keeps nothing."""
    return "read_only" not in actor.capabilities


def totals_in_words(columns: Sequence[Column], total: Total | None, reading: Reading) -> dict[str, str]:
    """Return the totals of the shown columns by name, in the words of the column."""
    if total and total.is_more:
        return {column.name: UNKNOWN for column in columns if column.total}
    if total is None:
        return {}
    values, money = total.values, total.money
    said = {column.name: column.words(values[column.name], reading) for column in columns if column.name in values}
    return said | {column.name: _sums_in_words(money[column.name]) for column in columns if column.name in money}


def _sums_in_words(sums: Sequence[Sum]) -> str:
    """Return a line for each currency; of a single one the amount alone, because every row says which."""
    if len(sums) == 1:
        return amount_words(sums[0].milli, sums[0].currency)
    return "\n".join(each.words for each in sums) or UNKNOWN


def totals_about(columns: Sequence[Column], total: Total | None, noun: tuple[str, str]) -> dict[str, str]:
    """Return how each total was made: `Sum`, or `Mean of 1,204 students`, those whose value is known."""
    if total and total.is_more:
        why = f"Not worked out over more than {count_words(total.rows)} {noun[1]} that a search found"
        return {column.name: why for column in columns if column.total}
    if total is None:
        return {}
    known = total.known
    return {
        column.name: f"{'Sum' if column.total == 'sum' else 'Mean'} of {number_of(known[column.name], noun)}"
        for column in columns
        if column.name in known
    } | {
        column.name: " and ".join(f"Sum of {number_of(each.known, noun)} in {each.currency}" for each in sums)
        for column in columns
        if (sums := total.money.get(column.name))
    }


def export_links(listing: Listing, ask: Ask, columns: Sequence[Column], shown: Sequence[Column]) -> dict[str, str]:
    """Return the addresses of the files: the rows of the question, the columns of the screen."""
    plain = ask.first().sized(Ask().size)
    arranged = tuple(shown) != Layout.declared(columns).shown(columns)
    named = urlencode({"columns": ",".join(column.name for column in shown)}, safe=",") if arranged else ""
    query = "&".join(part for part in (plain.query(), named) if part)
    end = f"?{query}" if query else ""
    return {"export": f"/export/{listing.name}.csv{end}", "workbook": f"/export/{listing.name}.xlsx{end}"}


def picked_words(number: int, total: int | None, noun: tuple[str, str]) -> dict[str, str]:
    """Return what the bulk bar says: how many are selected, and, where there are more, how many that would be."""
    more = count_words(total) if total is not None and total > number else ""
    return {
        "picked": f"{count_words(number)} selected" if number != total else f"All {number_of(number, noun)} selected",
        "count": number_of(number, ("row", "rows")),
        "more": more,
    }


def picked_links(links: Mapping[str, str], ids: Sequence[str]) -> dict[str, str]:
    """Return the addresses of the files with only these rows."""
    rows = f"rows={','.join(each.replace('-', '') for each in ids)}"
    return {name: f"{links[name]}{'&' if '?' in links[name] else '?'}{rows}" for name in FILES if name in links}


def _tab(slug: str, name: str, href: str, *, on: bool) -> dict[str, str]:
    return {"slug": slug, "name": name, "href": href, "on": _said(on), "changed": "false", "about": ""}


def _said(is_so: bool) -> str:  # noqa: FBT001 - one question, one answer
    return "true" if is_so else "false"
