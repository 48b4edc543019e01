"""Sessions are planned alone or week by week, changed as they were seen, announced, and cancelled with a reason; each act is told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from growthos_ui.errors import GrowthError
from growthos_ui.mentoring.sessions.planning import foretold, starts_of
from state.planning import PlanningState
from state.session import SessionState
from tests.cast import ALICE, KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE, OTTO
from tests.database import sign_in
from tests.mentoring.held import plan, row_of
from tests.school import row_id
from tests.screens import open_screen

LIST = {"pathname": "/sessions", "asPath": "/sessions"}
ZONE = ZoneInfo("Asia/Karachi")
DAY = (datetime.now(tz=ZONE) + timedelta(days=10)).date()
AUDIENCE = f"batch:{row_id(NORTHGATE, 'batch 1')}"
FORM = {
    "act": "plan", "title": "Workshop", "audience": AUDIENCE, "host": str(KENJI.id), "day": DAY.isoformat(), "time": "18:00",
    "minutes": "90", "weeks": "1", "link": "https://meet.example/room", "description": "Bring questions.",
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def active(database):
    with database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'active' where organization_id = %s", [NORTHGATE.id])


def asked(database, statement, *values):
    with database.as_owner() as owner:
        return owner.execute(statement, values).fetchall()


def asked_once(database, statement, *values):
    with database.as_owner() as owner:
        owner.execute(statement, values)


def told(database):
    return [
        (kind.removeprefix("success_session_"), message)
        for kind, message in asked(
            database,
            "select type, message from public.notifications where user_id = %s and type like 'success_session%%' order by created_at, id",
            ALICE.id,
        )
    ]


def planned(database, title):
    return asked(
        database,
        "select id, status, start_time, end_time - start_time, mentor_id, link from public.success_sessions where title = %s order by start_time",
        title,
    )


async def opened(pipeline, database, key):
    tab = await open_screen(pipeline, database, key, "/sessions")
    await tab.send(PlanningState.plan, {}, **LIST)
    return tab


async def on_page(pipeline, database, key, session, act):
    tab = await open_screen(pipeline, database, key, f"/sessions/{session}")
    await tab.send(act, {}, pathname=f"/sessions/{session}", asPath=f"/sessions/{session}")
    return tab


async def test_a_series_is_the_same_hour_week_after_week_planned_and_told_once(pipeline, database):
    before = len(told(database))
    tab = await opened(pipeline, database, "nadia")
    kept = await tab.kept(PlanningState)
    assert (AUDIENCE in {each.value for each in kept.audiences}, kept.may_choose_host) == (True, True)
    assert {"Maya Iqbal", "Kenji Arai"} <= {each.words for each in kept.hosts}
    for name, value in (("day", DAY.isoformat()), ("time", "18:00"), ("weeks", "3")):
        await tab.send(PlanningState.note, {"name": name, "value": value}, **LIST)
    assert (await tab.kept(PlanningState)).told.startswith("3 sessions, each ")
    for _ in range(2):  # a second click finds the dialog closed
        await tab.send(PlanningState.send, {"form": FORM | {"weeks": "3"}}, **LIST)
    rows = planned(database, "Workshop")
    assert [row[2].astimezone(ZONE).replace(tzinfo=None) for row in rows] == [
        datetime.combine(DAY + timedelta(weeks=week), datetime.min.time()).replace(hour=18) for week in range(3)
    ]
    assert {row[1:2] + row[3:] for row in rows} == {
        ("upcoming", timedelta(minutes=90), KENJI.id, "https://meet.example/room")
    }
    [(kind, message)] = told(database)[before:]
    assert (kind, message.endswith(", 18:00, and 2 more")) == ("added", True)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": " "}, "title", "Give a title of at most 200 characters."),
        ({"day": "2020-01-01"}, "day", "A session begins in the future."),
        ({"day": "9999-12-31", "weeks": "2"}, "day", "Choose a day before the year 2200."),
        ({"day": "2199-12-31", "weeks": "2"}, "day", "Choose a day before the year 2200."),
        ({"time": "late"}, "time", "Choose a time, such as 18:00."),
        ({"minutes": "1"}, "minutes", "A session lasts 5 minutes to 24 hours."),
        ({"weeks": "53"}, "weeks", "Give a number of weeks, 1 to 52."),
        ({"audience": "batch:x"}, "audience", "Choose from the menu."),
        ({"host": str(NADIA.id)}, "host", "This person is no mentor who works here."),
        ({"link": "http://a]"}, "link", "Give an address that begins with https:// and that a browser can open."),
    ],
)
async def test_what_is_wrong_is_said_at_its_box_and_nothing_is_planned(changed, field, sentence, pipeline, database):
    tab = await opened(pipeline, database, "sam")
    await tab.send(PlanningState.send, {"form": FORM | {"title": "Refused"} | changed}, **LIST)
    kept = await tab.kept(PlanningState)
    assert (kept.is_open, kept.field, kept.refusal) == (True, field, sentence)
    assert planned(database, "Refused") == []


async def test_a_mentor_plans_a_draft_of_their_own_and_announces_it(pipeline, database):
    before = told(database)
    tab = await opened(pipeline, database, "maya")
    assert not (await tab.kept(PlanningState)).may_choose_host
    await tab.send(PlanningState.send, {"form": FORM | {"title": "Quiet", "link": "", "draft": "yes"}}, **LIST)
    [(session, status, *_, host, link)] = planned(database, "Quiet")
    assert (status, host, link, told(database)) == ("draft", MAYA.id, None, before)
    tab = await open_screen(pipeline, database, "maya", f"/sessions/{session}")
    page = {"pathname": f"/sessions/{session}", "asPath": f"/sessions/{session}"}
    await tab.send(SessionState.announce, {"session": str(session)}, **page)
    assert (await tab.kept(SessionState)).shown.status == "upcoming"
    assert [kind for kind, _ in told(database)[len(before) :]] == ["added"]


async def test_it_is_changed_as_it_was_seen_and_not_over_somebody_else(pipeline, database):
    with database.as_owner() as owner:
        plan(owner, NORTHGATE, "changed", title="Clinic", mentor=MAYA, hours=300, status="upcoming")
    session = row_of("changed")
    page = {"pathname": f"/sessions/{session}", "asPath": f"/sessions/{session}"}
    tab = await on_page(pipeline, database, "maya", session, PlanningState.change)
    late = await on_page(pipeline, database, "nadia", session, PlanningState.change)
    kept = await tab.kept(PlanningState)
    assert (kept.values["title"], kept.values["audience"], kept.values["minutes"]) == ("Clinic", AUDIENCE, "60")
    form = kept.values | {"act": "change", "time": "07:15"}
    await tab.send(PlanningState.send, {"form": form}, **page)
    assert (await tab.kept(SessionState)).shown.facts[1].words == "07:15\u201308:15, Karachi time"
    assert told(database)[-1][0] == "updated"
    await late.send(PlanningState.send, {"form": form | {"time": "09:00"}}, **page)
    kept = await late.kept(PlanningState)
    assert (kept.is_open, kept.refusal.partition(".")[0]) == (True, "Somebody changed this session meanwhile")


async def test_drafts_of_a_series_are_announced_together_and_later_ones_get_its_link(pipeline, database):
    tab = await opened(pipeline, database, "maya")
    form = FORM | {"title": "Course week", "weeks": "3", "draft": "yes", "link": "https://meet.example/weeks"}
    await tab.send(PlanningState.send, {"form": form}, **LIST)
    second = planned(database, "Course week")[1][0]
    page = {"pathname": f"/sessions/{second}", "asPath": f"/sessions/{second}"}
    tab = await open_screen(pipeline, database, "maya", f"/sessions/{second}")
    before = len(told(database))
    assert (await tab.kept(SessionState)).shown.later == 1
    await tab.send(SessionState.announce_series, {"session": str(second)}, **page)
    assert [row[1] for row in planned(database, "Course week")] == ["draft", "upcoming", "upcoming"]
    await tab.send(PlanningState.change, {}, **page)
    typed = (await tab.kept(PlanningState)).values | {
        "act": "change",
        "link": "https://meet.example/other",
        "later": "yes",
    }
    await tab.send(PlanningState.send, {"form": typed}, **page)
    links = [row[-1] for row in planned(database, "Course week")]
    assert links == ["https://meet.example/weeks", *["https://meet.example/other"] * 2]
    assert [kind for kind, _ in told(database)[before:]] == ["added", "updated", "updated"]


async def test_a_series_is_cancelled_from_here_on_and_told_together(pipeline, database):
    rows = planned(database, "Workshop")
    second = rows[1][0]
    page = {"pathname": f"/sessions/{second}", "asPath": f"/sessions/{second}"}
    tab = await on_page(pipeline, database, "kenji", second, PlanningState.cancel)
    assert (await tab.kept(PlanningState)).later == 1
    await tab.send(PlanningState.send, {"form": {"act": "cancel", "reason": " "}}, **page)
    kept = await tab.kept(PlanningState)
    assert (kept.field, kept.refusal) == ("reason", "Say why the session is cancelled, in 3 to 500 characters.")
    await tab.send(PlanningState.send, {"form": {"act": "cancel", "reason": "Ill", "later": "yes"}}, **page)
    assert [row[1] for row in planned(database, "Workshop")] == ["upcoming", "cancelled", "cancelled"]
    kind, message = told(database)[-1]
    assert (kind, message.endswith("and 1 more")) == ("cancelled", True)
    reasons = "select new_values ->> 'reason' from public.admin_logs where action = 'session_cancelled' and record_id = any (%s)"
    assert asked(database, reasons, [row[0] for row in rows]) == [("Ill",), ("Ill",)]
    await tab.send(PlanningState.change, {}, **page)
    assert not (await tab.kept(PlanningState)).is_open  # what is cancelled stays


def test_when_it_would_be_is_said_as_it_will_be_kept():
    london = ZoneInfo("Europe/London")
    gone = {"day": "2027-03-21", "time": "01:30", "weeks": "2"}  # a week later the clocks go forward
    sentence = "On 28 Mar 2027 the clocks go forward: there is no 01:30. Choose another time."
    assert foretold(gone, london, "Europe/London") == sentence
    with pytest.raises(GrowthError, match="there is no 01:30"):
        starts_of(gone, london)
    told = foretold({"day": "2027-03-28", "time": "02:30"}, london, "Europe/London")
    assert told == "On Sunday, 28 Mar 2027, 02:30, London time."
    assert foretold({"day": "9999-12-31", "time": "02:30", "weeks": "2"}, london, "Europe/London") == ""


async def test_an_hour_that_comes_twice_stays_the_one_that_it_was(pipeline, database):
    with database.as_owner() as owner:
        plan(owner, LAKESIDE, "twice", title="Late hour", mentor=OTTO, hours=300, status="upcoming")
        owner.execute(  # in London 01:30 for the second time that night, and half a minute
            "update public.success_sessions set start_time = '2027-10-31 01:30:30+00', end_time = '2027-10-31 02:30:50+00' where title = 'Late hour'"
        )
    session = row_of("twice", LAKESIDE)
    page = {"pathname": f"/sessions/{session}", "asPath": f"/sessions/{session}"}
    tab = await on_page(pipeline, database, "mallory", session, PlanningState.change)
    kept = await tab.kept(PlanningState)
    assert (kept.values["day"], kept.values["time"]) == ("2027-10-31", "01:30")
    await tab.send(PlanningState.send, {"form": kept.values | {"act": "change", "title": "Later hour"}}, **page)
    [(_, _, start, length, *_)] = planned(database, "Later hour")
    assert (start, length) == (datetime(2027, 10, 31, 1, 30, 30, tzinfo=UTC), timedelta(hours=1, seconds=20))


@pytest.mark.parametrize("key", ["enzo", "tara", "vera"])
async def test_nobody_else_plans_or_cancels(key, pipeline, database):
    first = planned(database, "Workshop")[0][0]
    tab = await opened(pipeline, database, key)
    await tab.send(PlanningState.send, {"form": FORM | {"title": "Theirs"}}, **LIST)
    assert planned(database, "Theirs") == []
    page = {"pathname": f"/sessions/{first}", "asPath": f"/sessions/{first}"}
    await tab.send(PlanningState.cancel, {}, **page)
    await tab.send(PlanningState.send, {"form": {"act": "cancel", "reason": "Ill"}}, **page)
    assert planned(database, "Workshop")[0][1] == "upcoming"


def test_a_key_plans_once(database):
    ask = """select private.plan_sessions('Once', array[now() + interval '3 days'], null, null, null, null, null, null, true,
                                          '00000000-0000-4000-8000-000000000001')"""
    with database.acting_as(sign_in(database, NADIA)) as connection:
        assert len({connection.execute(ask).fetchone() for _ in range(2)}) == 1
        assert connection.execute("select count(*) from public.success_sessions where title = 'Once'").fetchone() == (
            1,
        )


def test_whoever_is_told_with_many_others_has_the_latest_change_and_no_older(database):
    tell = """insert into public.notifications (organization_id, user_id, type, title, message, dedupe_key)
              select %s, unnest(%s::uuid[]), 'student_added', 'News', 'News', gen_random_uuid()::text"""
    left = "select person_id, count(*) from dashboard.live_changes where topic = 'notifications' and person_id = any (%s) group by 1"
    people = [ALICE.id, MAYA.id, NADIA.id]
    for told_now in (people, people[:2], people[1:]):
        asked_once(database, tell, NORTHGATE.id, told_now)
    assert sorted(asked(database, left, people)) == sorted((person, 1) for person in people)
