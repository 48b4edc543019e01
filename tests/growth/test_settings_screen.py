"""The settings page: a group with its defaults and last editors, saved as one act or not at all."""

from __future__ import annotations

import pytest

from growthos_ui.errors import GrowthError
from growthos_ui.growth.keys import GROUPS, LABELS
from growthos_ui.growth.typed import numbers_of, typed_of, value_of
from state.actor import ActorState
from state.settings import SettingsState
from state.toasts import ToastState
from tests.cast import NORTHGATE
from tests.screens import open_screen

ROUTE = "/growth/settings"


async def fields_of(tab):
    return {each.key: each for each in (await tab.kept(SettingsState)).fields}


async def save(tab, group, **typed):
    at = {"pathname": ROUTE, "asPath": f"{ROUTE}?group={group}"}
    await tab.send(
        SettingsState.save, {"form": {name.replace("__", "."): value for name, value in typed.items()}}, **at
    )


def stored(database, key):
    with database.as_owner() as owner:
        return owner.execute("select private.setting(%s, %s)", [NORTHGATE.id, key]).fetchone()[0]


async def test_a_group_shows_each_setting_with_its_range_and_default(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{ROUTE}?group=risk")
    fields = await fields_of(tab)
    assert next(iter(fields)).startswith("risk.")
    idle = fields["risk.no_login_days"]
    assert (idle.typed, idle.hint) == ("7", "A whole number from 0 to 90, 0 is off. Default 7.")
    assert not idle.is_own


async def test_a_saved_group_says_who_changed_what_and_leaves_the_rest(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{ROUTE}?group=risk")
    await save(tab, "risk", risk__no_login_days="9", risk__critical_days="7")
    assert tab.shown(ToastState, "title") == "1 setting saved"
    changed = (await fields_of(tab))["risk.no_login_days"]
    assert (changed.typed, changed.is_own, changed.edited.split(",")[0]) == ("9", True, "Nadia Rahman")
    await save(tab, "risk", risk__no_login_days="")
    assert stored(database, "risk.no_login_days") == 7


async def test_what_is_wrong_is_said_beside_its_box_and_nothing_is_saved(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{ROUTE}?group=mentors")
    await save(tab, "mentors", mentor__capacity="30", mentor__review_sla_hours="9999")
    fields = await fields_of(tab)
    assert (
        fields["mentor.review_sla_hours"].error
        == "Work is reviewed within, hours must be a whole number from 1 to 336."
    )
    assert fields["mentor.capacity"].error == ""
    assert tab.shown(SettingsState, "refusal").endswith("Nothing was saved.")
    assert stored(database, "mentor.capacity") == 20


async def test_settings_that_only_agree_together_are_saved_together(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", f"{ROUTE}?group=fees")
    await save(tab, "fees", fees__gap_days="4", fees__window_days="3")
    assert (stored(database, "fees.gap_days"), stored(database, "fees.window_days")) == (4, 3)
    await save(tab, "fees", fees__gap_days="30", fees__window_days="5")
    await save(tab, "fees", fees__window_days="40")
    assert (await fields_of(tab))[
        "fees.window_days"
    ].error == "Days to pay must be less than Days between installments."


async def test_a_saved_group_is_one_line_of_the_audit_with_each_setting_under_its_name(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{ROUTE}?group=mentors")
    count = "select count(*) from public.admin_logs"
    with database.as_owner() as owner:
        before = owner.execute(count).fetchone()[0]
    await save(tab, "mentors", mentor__capacity="31", mentor__review_sla_hours="50")
    with database.as_owner() as owner:
        assert owner.execute(count).fetchone()[0] == before + 1
        description, after = owner.execute(
            'select description, new_values from public.admin_logs order by "timestamp" desc, id limit 1'
        ).fetchone()
    assert description == "Set mentor.capacity, mentor.review_sla_hours."
    assert after == {"mentor.capacity": 31, "mentor.review_sla_hours": 50}


async def test_an_amount_says_its_currency(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", f"{ROUTE}?group=fees")
    assert ", in PKR. Default" in (await fields_of(tab))["fees.standard_amount"].hint


async def test_fees_are_for_superadmins_and_reading_is_for_who_only_reads(pipeline, database):
    admin = await open_screen(pipeline, database, "nadia", f"{ROUTE}?group=fees")
    assert not any(each.may_change for each in (await fields_of(admin)).values())
    assert admin.shown(SettingsState, "why_not") == "Only a superadmin changes these."
    reader = await open_screen(pipeline, database, "vera", f"{ROUTE}?group=risk")
    assert not any(each.may_change for each in (await fields_of(reader)).values())
    assert reader.shown(SettingsState, "may_save") in (False, None)


async def test_the_name_and_the_colours_are_checked_and_saved(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{ROUTE}?group=branding")
    await save(tab, "branding", company_name="Northgate", primary_color="blue")
    assert (await fields_of(tab))["primary_color"].error == "A colour has six digits, such as #0072b2."
    await save(tab, "branding", company_name="Northgate", primary_color="#0072B2")
    assert (await fields_of(tab))["primary_color"].typed == "#0072b2"


@pytest.mark.parametrize("key", ["enzo", "maya", "tara"])
async def test_who_has_no_settings_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, ROUTE)
    assert not tab.shown(SettingsState, "fields")
    assert tab.shown(ActorState, "refusal") == "Your role does not show settings."


def test_every_setting_has_its_name_and_its_group(database):
    with database.as_owner() as owner:
        keys = {key for (key,) in owner.execute("select key from private.setting_keys()").fetchall()}
    assert keys <= set(LABELS)
    assert {key.partition(".")[0] for key in keys} == {each for group in GROUPS for each in group.sections}


METHODS = [{"name": "Bank", "enabled": True, "details": "IBAN 1"}]


@pytest.mark.parametrize(
    ("kind", "value", "choices", "typed"),
    [
        ("number", 3000.5, (), "3000.5"),
        ("boolean", False, (), "no"),
        ("emails", ["a@b.example", "c@d.example"], (), "a@b.example\nc@d.example"),
        ("objects", METHODS, ("name", "enabled", "details"), "Bank | yes | IBAN 1"),
        ("date", "2026-04-10", (), "2026-04-10"),
    ],
)
def test_what_is_shown_means_what_is_stored(kind, value, choices, typed):
    assert typed_of(kind, value, choices) == typed
    assert value_of(kind, typed, key="k", label="It", choices=choices) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("integer", "1.5"), ("number", "NaN"), ("number", "much"), ("date", "31 Feb"), ("emails", "nobody")],
)
def test_what_means_nothing_is_refused_with_what_it_should_be(kind, typed):
    with pytest.raises(GrowthError, match="It: “"):
        value_of(kind, typed, key="k", label="It")


def test_several_numbers_are_all_given_or_none():
    assert numbers_of({"video": "", "assignment": ""}, key="k", label="It") is None
    with pytest.raises(GrowthError, match="give a number for assignment too"):
        numbers_of({"video": "1", "assignment": ""}, key="k", label="It")
