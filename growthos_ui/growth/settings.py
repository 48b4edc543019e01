"""The settings of an organisation: each with its value, its default and its last editor; saved a group at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, DateTime, Numeric, Text, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from growthos_ui.db import columns_of
from growthos_ui.db.reasons.growth import TYPES_OF_ANSWERS, range_words
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.growth.keys import AMOUNTS, LABELS, NOT_READ_HERE, OFF_AT_ZERO, Group, part_words
from growthos_ui.growth.models import CompanySettings
from growthos_ui.growth.typed import number_words, numbers_of, typed_of, value_of
from growthos_ui.listing.words import moment_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_company = columns_of(CompanySettings)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_HTTPS = re.compile(r"https://\S+")
NAME_LENGTH_MAX = 200
AREA_FROM = 200
"""Text that may be longer than this has a box of several lines."""


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a setting that has several."""

    name: str
    label: str
    typed: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting for its box. `edited` says who changed it last and when; `hint` what it may be and its default."""

    key: str
    label: str
    kind: str
    typed: str
    hint: str
    edited: str
    is_own: bool
    may_change: bool
    choices: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    is_long: bool = False


def in_force() -> Select[Any]:
    """Return every setting of the actor's organisation, its line, and who changed it last."""
    words = (column(name, Text) for name in ("key", "kind"))
    bounds = (column(name, Numeric) for name in ("low", "high"))
    values = (column(name, JSONB) for name in ("fallback", "value"))
    flags = (column(name, Boolean) for name in ("is_own", "may_change"))
    return select(
        func.private.settings_in_force().table_valued(
            *words, *bounds, column("choices", ARRAY(Text)), *values, *flags, column("changed_by", Text),
            column("changed_at", DateTime(timezone=True)), name="held",
        )
    )  # fmt: skip


async def find_settings(tx: Transaction, group: Group, zone: tzinfo) -> list[Setting]:
    """Return the settings of a group in the order of their sections; empty for who may not see them."""
    if group.name == "branding":
        return await _branding(tx)
    rows = [row for row in await tx.rows(in_force()) if row["key"].partition(".")[0] in group.sections]
    rows.sort(key=lambda row: group.sections.index(row["key"].partition(".")[0]))
    currency = await tx.scalar(select(_company.default_currency))
    return [_setting(dict(row), zone, currency) for row in rows]


async def save(tx: Transaction, settings: list[Setting], typed: Mapping[str, str], group: Group) -> int:
    """Save what was typed for these settings as one act; return how many changed.

    Raises GrowthError with the key in `field`, and nothing is saved, where one is not what it must be.
    """
    if group.name == "branding":
        return await _save_branding(tx, settings, typed)
    changed = {each.key: _value(each, typed) for each in settings if each.may_change and _is_typed_anew(each, typed)}
    try:
        return int(await tx.call("private.set_settings", cast(changed, JSONB)))
    except GrowthError as error:
        raise _about(error, settings) from error


def _setting(row: dict[str, Any], zone: tzinfo, currency: str) -> Setting:
    kind, choices = row["kind"], tuple(row["choices"] or ())
    parts = (
        tuple(Part(one, part_words(one), number_words(row["value"][one])) for one in choices)
        if kind == "numbers"
        else ()
    )
    return Setting(
        key=row["key"],
        label=LABELS.get(row["key"], row["key"]),
        kind=kind,
        typed="" if parts else typed_of(kind, row["value"], choices),
        hint=_hint(row, currency),
        edited=_edited(row, zone),
        is_own=row["is_own"],
        may_change=row["may_change"],
        choices=choices,
        parts=parts,
        is_long=kind in {"emails", "objects"} or (kind == "text" and (row["high"] or 0) > AREA_FROM),
    )  # fmt: skip


def _hint(row: dict[str, Any], currency: str) -> str:
    """Return "A whole number from 1 to 12, 0 is off. Default 3."; of an amount also the currency."""
    kind, choices, fallback = row["kind"], row["choices"] or [], row["fallback"]
    words = {
        "boolean": "",
        "choice": "",
        "emails": f"One on each line, at most {row['high']}",
        "objects": f"One on each line: {' | '.join(choices)}{TYPES_OF_ANSWERS if 'type' in choices else ''}",
        "numbers": f"Numbers from {_bound(row['low'])} to {_bound(row['high'])}",
    }.get(kind) or ("" if kind in {"boolean", "choice"} else range_words(kind, _bound(row["low"]), _bound(row["high"])))
    words = f"{words}, 0 is off" if row["key"] in OFF_AT_ZERO else words
    words = f"{words}, {AMOUNTS[row['key']].format(currency=currency)}" if row["key"] in AMOUNTS else words
    if kind == "numbers":
        standard = ", ".join(f"{part_words(one).lower()} {number_words(fallback[one])}" for one in choices)
    else:
        standard = _bound(fallback) or "" if kind in {"number", "integer"} else typed_of(kind, fallback, choices)
    said = (
        f"{words[:1].upper()}{words[1:]}." if words else "",
        f"Default {standard}." if standard else "",
        NOT_READ_HERE.get(row["key"], ""),
    )
    return " ".join(each for each in said if each)


def _bound(number: Any) -> str | None:
    """Return `1,000,000`, or None where there is no bound."""
    return None if number is None else f"{Decimal(number_words(number)):,}"


def _edited(row: dict[str, Any], zone: tzinfo) -> str:
    if row["changed_at"] is None:
        return ""
    return f"{row['changed_by'] or 'The program'}, {moment_words(row['changed_at'], zone)}"


def _value(setting: Setting, typed: Mapping[str, str]) -> Any:
    if setting.parts:
        parts = {each.name: typed.get(f"{setting.key}.{each.name}", "") for each in setting.parts}
        return numbers_of(parts, key=setting.key, label=setting.label)
    text = typed.get(setting.key, "")
    return value_of(setting.kind, text, key=setting.key, label=setting.label, choices=setting.choices)


def _is_typed_anew(setting: Setting, typed: Mapping[str, str]) -> bool:
    if setting.parts:
        return any(typed.get(f"{setting.key}.{each.name}", each.typed) != each.typed for each in setting.parts)
    return _lines(typed.get(setting.key, setting.typed)) != _lines(setting.typed)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _about(error: GrowthError, settings: list[Setting]) -> GrowthError:
    """Return the refusal with the names that people know in the place of keys."""
    sentence = error.sentence
    for key in sorted(LABELS, key=len, reverse=True):
        sentence = sentence.replace(key, LABELS[key])
    known = error.field if any(each.key == error.field for each in settings) else None
    return GrowthError(error.kind, sentence, field=known, remedy=error.remedy)


_BRANDING = (
    ("company_name", "text", "1 to 200 characters."),
    ("logo_url", "url", "An address that begins with https://."),
    ("primary_color", "colour", "Six digits, such as #0072b2."),
    ("secondary_color", "colour", "Six digits, such as #0072b2."),
)


async def _branding(tx: Transaction) -> list[Setting]:
    row = await tx.one(select(*(_company[name] for name, _, _ in _BRANDING)))
    if row is None:
        return []
    return [
        Setting(name, LABELS[name], kind, row[name] or "", hint, "", is_own=False, may_change=True)
        for name, kind, hint in _BRANDING
    ]


async def _save_branding(tx: Transaction, settings: list[Setting], typed: Mapping[str, str]) -> int:
    given = {each.key: typed.get(each.key, each.typed).strip() for each in settings}
    for key, fits, sentence in (
        ("company_name", 1 <= len(given["company_name"]) <= NAME_LENGTH_MAX, "Give the school a name of at most 200 characters."),
        ("logo_url", not given["logo_url"] or bool(_HTTPS.fullmatch(given["logo_url"])), "The logo's address begins with https://."),
        *((name, not given[name] or bool(_COLOUR.fullmatch(given[name])), "A colour has six digits, such as #0072b2.")
          for name in ("primary_color", "secondary_color")),
    ):  # fmt: skip
        if not fits:
            raise GrowthError(Kind.INVALID, sentence, field=key)
    changed = sum(given[each.key] != each.typed for each in settings)
    if changed:
        await tx.call("private.set_branding", *given.values())
    return changed
