"""A change is pushed into the open tabs of those who may see it, and into nobody else's socket."""

from __future__ import annotations

import psycopg
import pytest

from growthos_ui.auth import tokens
from growthos_ui.web.live import GATHER_S
from tests.cast import ALICE, BEA, BEN, MAYA, NADIA
from tests.live.conftest import LIVE
from tests.sign_in.test_sockets import LISTENERS

STUDENTS = "reflex___state____state.state___people____students_state"
WITHIN_S = 2.0


@pytest.fixture
def rename(site):
    """Rename a learner as another program would: `rename(ALICE, "Alice Two")` commits at once."""

    def change(member, name):
        with site.database.as_owner() as owner:
            owner.execute("update public.users set full_name = %s where id = %s", [name, member.id])

    return change


def names(rows):
    return {row["full_name"] for row in rows}


async def test_a_committed_change_comes_into_another_tab_that_asks_for_nothing(opened, rename):
    """Within two seconds, of which the app itself lets few go by: it gathers what comes together."""
    assert GATHER_S < WITHIN_S / 4
    async with opened("nadia", "/students") as admin, opened("maya", "/students") as mentor:
        rename(ALICE, "Alice Changed")
        assert "Alice Changed" in names(await admin.rows(STUDENTS))
        assert "Alice Changed" in names(await mentor.rows(STUDENTS))


async def test_nothing_goes_to_a_mentor_whose_learners_did_not_change_nor_to_another_organisation(opened, rename):
    async with (
        opened("nadia", "/students") as admin,
        opened("kenji", "/students") as other_mentor,
        opened("mallory", "/students") as abroad,
    ):
        at_first, abroad_at_first = len(other_mentor.sent), len(abroad.sent)
        for turn in range(
            3
        ):  # each is gathered for itself: the others would have been told of the first long before the last
            rename(ALICE, f"Alice Of Maya {turn}")
            assert f"Alice Of Maya {turn}" in names(await admin.rows(STUDENTS))
        # A change of their own follows; had the first one sent anything, it would come before this.
        rename(BEN, "Ben Of Kenji")
        rename(BEA, "Bea Abroad")
        seen, seen_abroad = await other_mentor.rows(STUDENTS), await abroad.rows(STUDENTS)
        assert names(seen) >= {"Ben Of Kenji"}
        assert names(seen_abroad) >= {"Bea Abroad"}
        for tab, before, rows in ((other_mentor, at_first, seen), (abroad, abroad_at_first, seen_abroad)):
            assert [tab.count(delta) for delta in tab.sent[before:] if tab.count(delta)] == [2]
            assert "Alice Of Maya" not in str(tab.sent), rows


async def test_a_learner_who_moves_is_told_to_both_mentors(site, opened):
    async with opened("maya", "/students") as gaining, opened("kenji", "/students") as losing:
        name = "Ben On The Move"
        with site.database.as_owner() as owner:
            owner.execute("update public.users set full_name = %s where id = %s", [name, BEN.id])
            owner.execute(
                """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
                   select organization_id, id, %s, %s from public.students where id = %s""",
                [MAYA.id, NADIA.id, BEN.student_id],
            )
        assert name in names(await gaining.rows(STUDENTS))
        assert name not in names(await losing.rows(STUDENTS))


async def test_a_revoked_sign_in_receives_nothing_of_what_changed_with_it(site, opened):
    cookie = site.cookie("nadia")
    async with opened("nadia", "/students", cookie) as tab:
        at_first = len(tab.sent)
        with site.database.as_owner() as owner:
            owner.execute("update public.users set full_name = 'Alice Unseen' where id = %s", [ALICE.id])
            owner.execute(
                "update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'revoked' where id = %s",
                [tokens.read_cookie(cookie).sign_in_id],
            )
        assert await tab.wire.close_code() == 4401
        assert tab.sent[at_first:] == []


async def test_a_hundred_changes_of_one_transaction_are_one_refresh(site, opened, rename):
    async with opened("nadia", "/students") as tab:
        with site.database.as_owner() as owner:
            for number in range(100):
                owner.execute("update public.users set full_name = %s where id = %s", [f"Alice {number}", ALICE.id])
        assert "Alice 99" in names(await tab.rows(STUDENTS))
        rename(ALICE, "Alice After")
        assert "Alice After" in names(await tab.rows(STUDENTS))
        assert [tab.count(delta) for delta in tab.sent if tab.count(delta)] == [1, 2, 3]


async def test_what_was_missed_while_nobody_listened_is_caught_up(site, opened):
    async with opened("nadia", "/students") as tab:
        with psycopg.connect(site.database.sign_in_url, autocommit=True) as same_role:
            same_role.execute(f"select pg_terminate_backend(pid) {LISTENERS}")
        with site.database.as_owner() as owner:
            owner.execute("update public.users set full_name = 'Alice Missed' where id = %s", [ALICE.id])
        assert "Alice Missed" in names(await tab.rows(STUDENTS))


async def test_a_push_is_nobodys_activity(site, opened, rename):
    cookie = site.cookie("nadia")
    sign_in = [tokens.read_cookie(cookie).sign_in_id]
    async with opened("nadia", "/students", cookie) as tab:
        with site.database.as_owner() as owner:
            owner.execute(
                "update public.user_sessions set last_seen_at = now() - interval '1 hour' where id = %s", sign_in
            )
        rename(ALICE, "Alice Asleep")
        assert "Alice Asleep" in names(await tab.rows(STUDENTS))
        with site.database.as_owner() as owner:
            asleep = owner.execute(
                "select now() - last_seen_at > '59 min' from public.user_sessions where id = %s", sign_in
            )
            assert asleep.fetchone() == (True,)


async def test_a_held_page_stands_still_and_catches_up_when_it_goes_on(opened, rename):
    async with opened("nadia", "/students") as tab, opened("enzo", "/students") as other:
        await tab.send(f"{LIVE}.pause")
        await tab.until(lambda delta: delta.get(LIVE, {}).get("is_paused_rx_state_") is True)
        held = len(tab.sent)
        rename(ALICE, "Alice Waiting")
        assert "Alice Waiting" in names(await other.rows(STUDENTS))
        await tab.send(f"{LIVE}.resume")
        assert "Alice Waiting" in names(await tab.rows(STUDENTS))
        first = tab.sent[held]
        assert first.get(LIVE, {}).get("is_paused_rx_state_") is False, "nothing came while it was held"


async def test_only_what_changed_is_sent_again(site, opened):
    async with opened("nadia", "/learning/progress") as tab:
        at_first = len(tab.sent)
        with site.database.as_owner() as owner:
            owner.execute(
                """insert into public.user_activity_logs
                     (organization_id, user_id, student_id, activity_type, reference_table, reference_id)
                   select organization_id, user_id, student_id, 'video_watched', 'course_enrollments', id
                   from public.course_enrollments where student_id = %s limit 1""",
                [ALICE.student_id],
            )
        await tab.until(lambda delta: any("weeks_rx_state_" in each for each in delta.values()))
        sent = {name for delta in tab.sent[at_first:] for part in delta.values() for name in part}
        assert "weeks_rx_state_" in sent
        assert not sent & {"results_rx_state_", "marks_rx_state_", "spread_rx_state_", "menus_rx_state_"}


async def test_a_screen_that_shows_nothing_of_a_table_hears_nothing_of_it(opened, rename):
    async with opened("nadia", "/coursework/marks") as marks, opened("nadia", "/students") as students:
        at_first = len(marks.sent)
        rename(ALICE, "Alice Elsewhere")
        assert "Alice Elsewhere" in names(await students.rows(STUDENTS))
        await marks.send(f"{LIVE}.pause")
        await marks.until(lambda delta: LIVE in delta)
        assert [list(delta) for delta in marks.sent[at_first:]] == [[LIVE]]
