"""Promises to pay, contacts and pauses: who may take them, what follows from them, and what the database refuses."""

from datetime import date

import pytest
from psycopg import errors

from tests.cast import ALICE, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.screens import open_screen

TODAY = date(2025, 4, 15)


@pytest.fixture
def at_desk(database):
    """A learner with one issued part of 900 that was due on 6 March, and whoever sits at the desk."""
    freeze(database, TODAY - days(45))
    student = newcomer(database)
    place = place_for(database, student, price="900", enrolled=TODAY - days(45))

    def as_person(key: str = "nadia", *, keep: bool = False):
        return database.acting_as(sign_in(database, key), keep=keep)

    with as_person(keep=True) as connection:
        Desk(connection, student, place).make_bill(1)
    freeze(database, TODAY)
    return student, as_person


def part_of(connection, student):
    return connection.execute("select id from public.installment_plans where student_id = %s", [student]).fetchone()[0]


def ask(connection, statement, *values):
    return connection.execute(statement, values or None).fetchone()[0]


def promise(connection, part, *, amount=300, on=None, key=None, channel=None):
    statement = "select private.take_promise(%s, %s, %s, %s, null, %s)"
    return ask(connection, statement, part, amount, on or TODAY + days(3), channel, key)


STATE = """select private.promise_state(amount_milli, received_milli, promised_for, counts_until, withdrawn_on, moved_on, %s)
           from dashboard.promises where id = %s"""


def pay(connection, student, part, amount):
    Desk(connection, student, None).pay(amount, lines=[{"installment": str(part), "amount": str(amount)}])


@pytest.mark.parametrize("key", ["nadia", "sam", "farah"])
def test_the_office_and_finance_take_promises(key, at_desk):
    student, as_person = at_desk
    with as_person(key) as connection:
        made = promise(connection, part_of(connection, student))
        assert ask(connection, STATE, TODAY, made) == "open"


@pytest.mark.parametrize("key", ["enzo", "vera", "tara", "marco"])
@pytest.mark.parametrize(
    "act",
    [
        "private.take_promise('{0}', 1, private.today())",
        "private.withdraw_promise('{0}', 'x')",
        "private.record_contact('{0}', 'phone', 'refused')",
        "private.pause_reminders('{0}', private.today(), 'x')",
        "private.resume_reminders('{0}')",
    ],
)
def test_nobody_else_does(key, act, at_desk):
    student, as_person = at_desk
    with as_person(key) as connection, pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
        connection.execute(f"select {act.format(student)}")


def test_a_promise_is_broken_at_midnight_after_its_days_of_grace(at_desk):
    student, as_person = at_desk
    with as_person() as connection:
        made = promise(connection, part_of(connection, student))
        states = [ask(connection, STATE, TODAY + days(number), made) for number in (3, 4)]
    assert states == ["open", "broken"]


def test_money_keeps_it_in_part_or_whole_and_what_came_before_it_does_not(at_desk):
    student, as_person = at_desk
    with as_person() as connection:
        part = part_of(connection, student)
        pay(connection, student, part, 250)
        made = promise(connection, part)
        late = TODAY + days(9)
        assert ask(connection, STATE, late, made) == "broken"
        pay(connection, student, part, 100)
        assert (ask(connection, STATE, TODAY, made), ask(connection, STATE, late, made)) == ("open", "part_kept")
        pay(connection, student, part, 200)
        assert ask(connection, STATE, TODAY, made) == ask(connection, STATE, late, made) == "kept"


def test_a_second_promise_takes_the_place_of_the_first(at_desk):
    student, as_person = at_desk
    with as_person() as connection:
        part = part_of(connection, student)
        first, second = promise(connection, part), promise(connection, part, on=TODAY + days(8))
        assert [ask(connection, STATE, TODAY + days(20), each) for each in (first, second)] == ["moved", "broken"]


def test_what_is_written_off_is_promised_by_nobody(at_desk):
    student, as_person = at_desk
    with as_person() as connection:
        part = part_of(connection, student)
        made = promise(connection, part)
        connection.execute("select private.write_off_installment(%s, 'Gone.')", [part])
        assert ask(connection, STATE, TODAY + days(20), made) == "withdrawn"


def test_one_click_is_one_promise_and_a_key_is_of_one_request(at_desk):
    student, as_person = at_desk
    with as_person() as connection:
        part = part_of(connection, student)
        made = promise(connection, part, key="click", channel="phone")
        assert promise(connection, part, key="click", channel="phone") == made
        assert ask(connection, "select count(*) from dashboard.collection_contacts where student_id = %s", student) == 1
        with pytest.raises(errors.UniqueViolation, match="key_used"):
            promise(connection, part, key="click", amount=10)


REFUSED = {
    "more than is open": ({"amount": 901}, "too_much"),
    "a tenth of a paisa": ({"amount": "0.001"}, "too_fine"),
    "a day that is past": ({"on": TODAY - days(1)}, "date_invalid"),
    "a day far away": ({"on": TODAY + days(91)}, "date_invalid"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_promise_that_cannot_be_is_refused(name, at_desk):
    given, reason = REFUSED[name]
    student, as_person = at_desk
    with as_person() as connection, pytest.raises(errors.InvalidParameterValue, match=reason):
        promise(connection, part_of(connection, student), **given)


def test_a_part_that_nobody_owes_yet_is_promised_by_nobody(database, at_desk):
    student, as_person = at_desk
    place = place_for(database, student, price="600", enrolled=TODAY)
    with as_person() as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2)
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match="part_scheduled"):
            promise(connection, desk.parts("id")[1], on=TODAY)


def paused(connection, part, day):
    """Ask as the owner does: people may not. A part by itself is told what the night finds of all."""
    alone = ask(connection, "select private.dunning_paused(%s, %s)", part, day)
    at_night = ask(connection, "select %s in (select private.paused_parts(%s, %s))", part, NORTHGATE.id, day)
    assert alone == at_night
    return alone


def test_no_reminder_goes_out_while_a_promise_is_open_or_reminders_are_paused(database, at_desk):
    student, as_person = at_desk
    with as_person(keep=True) as connection:
        part = part_of(connection, student)
        promise(connection, part)
    with database.as_owner() as owner:
        assert [paused(owner, part, TODAY + days(number)) for number in (0, 3, 4)] == [True, True, False]
    with as_person(keep=True) as connection:
        connection.execute("select private.pause_reminders(%s, %s, 'Ill.')", [student, TODAY + days(10)])
    with database.as_owner() as owner:
        assert [paused(owner, part, TODAY + days(number)) for number in (10, 11)] == [True, False]
    with as_person(keep=True) as connection:
        connection.execute("select private.resume_reminders(%s)", [student])
    with as_person() as connection, pytest.raises(errors.ObjectNotInPrerequisiteState, match="not_paused"):
        connection.execute("select private.resume_reminders(%s)", [student])
    with database.as_owner() as owner:
        assert not paused(owner, part, TODAY + days(9))


def test_the_log_is_written_once_and_says_by_whom(at_desk):
    student, as_person = at_desk
    with as_person("farah", keep=True) as connection:
        made = ask(
            connection,
            "select private.record_contact(%s, 'phone', 'no_answer', ' ', 'call', %s)",
            student,
            TODAY + days(1),
        )
    with as_person() as connection:
        row = connection.execute(
            "select c.note, c.made_on, u.full_name from dashboard.collection_contacts c join public.users u on u.id = c.made_by where c.id = %s",
            [made],
        ).fetchone()
        assert row == (None, TODAY, "Farah Siddiqui")
    with as_person() as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("update dashboard.collection_contacts set outcome = 'promised'")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("'pigeon', 'refused'", "channel_invalid"),
        ("'phone', 'maybe'", "outcome_invalid"),
        ("'phone', 'refused', null, 'dance'", "step_invalid"),
        ("'phone', 'refused', null, null, '2025-04-16'", "step_invalid"),
        ("'phone', 'refused', null, 'call', '2025-04-14'", "date_invalid"),
    ],
)
def test_a_contact_that_is_none_is_refused(arguments, reason, at_desk):
    student, as_person = at_desk
    with as_person() as connection, pytest.raises(errors.InvalidParameterValue, match=reason):
        connection.execute(f"select private.record_contact(%s, {arguments})", [student])


@pytest.mark.parametrize("key", ["maya", "enzo", "alice", "mallory"])
def test_nobody_else_reads_what_is_said_about_debt(key, database):
    tables = ("promises", "collection_contacts", "reminder_pauses")
    with database.acting_as(sign_in(database, key)) as connection:
        seen = [
            ask(connection, f"select count(*) from dashboard.{name} where organization_id = '{NORTHGATE.id}' and student_id = %s", ALICE.student_id)
            for name in tables
        ]  # fmt: skip
    assert seen == [0, 0, 0]


async def promises_of(pipeline, database, key, query=""):
    from state.collections import PromiseFiguresState, PromisesState

    tab = await open_screen(pipeline, database, key, f"/finance/promises{query}")
    return (await tab.kept(PromisesState)).rows, (await tab.kept(PromiseFiguresState)).figures.tiles


async def test_the_list_says_what_became_of_each_and_the_strip_how_many_were_kept(pipeline, database):
    freeze(database, date(2026, 2, 15))
    rows, tiles = await promises_of(pipeline, database, "farah", "?q=alice")
    found = {(row["amount_milli"], row["received_milli"], row["state"]) for row in rows}
    assert found == {
        ("1,500.00", "1,500.00", "Kept"),
        ("1,600.00", "1,500.00", "Kept in part"),
        ("500.00", "0.00", "Broken"),
        ("500.00", "0.00", "Open"),
    }
    told = {tile.label: tile.value for tile in tiles}
    assert told == {
        "Promised": "500.00",
        "Promises kept": "33.3%",
        "Amount kept": "41.7%",
        "Kept in part": "1",
        "Broken": "1",
    }
    assert all(tile.href for tile in tiles)


@pytest.mark.parametrize("key", ["enzo", "maya"])
async def test_others_are_refused(key, pipeline, database):
    rows, tiles = await promises_of(pipeline, database, key)
    assert (rows, tiles) == ([], [])


async def test_what_lists_compare_is_what_the_state_says(acting, database, engine):
    from sqlalchemy import select

    from growthos_ui import db
    from growthos_ui.finance.collections.measures import IS_BROKEN, IS_OPEN, PROMISE_STATE
    from growthos_ui.finance.collections.models import Promise

    met = set()
    asked = select(PROMISE_STATE.label("state"), IS_OPEN.label("open"), IS_BROKEN.label("broken")).select_from(Promise)
    for day in (date(2025, 4, 16), date(2026, 2, 5), date(2026, 2, 15), date(2026, 3, 1)):
        freeze(database, day)
        async with db.acting_as(await acting("nadia"), engine=engine) as tx:
            for row in await tx.rows(asked):
                assert (row["open"], row["broken"]) == (row["state"] == "open", row["state"] in {"broken", "part_kept"})
                met.add(row["state"])
    assert met >= {"open", "kept", "part_kept", "broken"}
