"""The daily job: foretold and then done, whole or not at all, once however often it is asked for, for any day."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest

from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.errors import GrowthError
from tests.cast import NORTHGATE
from tests.database import clone
from tests.finance.desk import days, freeze
from tests.jobs.nights import DAY, do, foretold, kept, night_after, plant, runs
from tests.waiting import until_gone, wait_until_it_waits

NOTHING = {
    "issued",
    "changed",
    "fees",
    "reminded",
    "for_fees",
    "as_planned",
    "newcomers",
    "let_in",
    "expired",
    "requests",
}
STOPPED = ("stopped", "It ended in the middle; nothing of it was kept.")


@pytest.fixture(scope="module")
def owing(database):
    """The school with something to do in a night, as a template for each test's own."""
    plant(database)
    return database.name


@pytest.fixture
def night(server, owing):
    made = clone(server, template=owing)
    yield made
    server.drop_database(made.name)


def command(database, *words: str) -> subprocess.Popen:
    """Start `growthos job daily` as a process of its own, at Northgate."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "growthos_ui", "job", "daily", "--organisation", "northgate", *words],
        cwd=ROOT, env=environ | {"DATABASE_WORKER_URL": database.worker_url}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_preview_changes_nothing_and_the_night_does_what_it_said(night) -> None:
    before = kept(night)
    said = foretold(night)
    assert (said["for_fees"], said["newcomers"], said["as_planned"]) == (1, 1, 1)
    assert (kept(night), runs(night)) == (before, [])
    assert do(night).counts == said
    assert set(do(night).counts) == NOTHING
    assert not any(do(night).counts.values())
    assert [state for state, _ in runs(night)] == ["done"] * 3


def test_the_command_says_what_it_would_find_and_what_it_found(night) -> None:
    would, _ = command(night, "--preview").communicate(timeout=60)
    assert would.startswith("Northgate Academy, 6 May 2025: would be ")
    assert would.rstrip().endswith("Nothing was changed.")
    did, _ = command(night).communicate(timeout=60)
    assert "1 suspended for fees, 1 suspended as planned, 1 unpaid newcomers suspended" in did
    again, _ = command(night, "--date", str(DAY)).communicate(timeout=60)
    assert "nothing to do" in again


def test_killed_in_the_middle_nothing_is_half_done_and_the_next_run_does_all_of_it_once(night, server, owing) -> None:
    before, said = kept(night), foretold(night)
    with night.as_owner() as holder, psycopg.connect(night.owner_url, autocommit=True) as owner:
        # the last learner whom it suspends: states, fees and most suspensions are behind it
        holder.execute(
            "select from public.students where organization_id = %s and suspend_on is not null for update",
            [NORTHGATE.id],
        )
        process = command(night)
        try:
            backend = wait_until_it_waits(owner, "growthos_worker")
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=20)
        assert kept(night) == before
        holder.rollback()
        until_gone(owner, backend)
    assert kept(night) == before
    assert [state for state, _ in runs(night)] == ["running"]
    assert do(night).counts == said
    assert runs(night) == [STOPPED, ("done", None)]
    undisturbed = clone(server, template=owing)
    do(undisturbed)
    assert kept(night) == kept(undisturbed)
    server.drop_database(undisturbed.name)


def test_a_connection_that_is_cut_leaves_nothing_of_the_night(night) -> None:
    before, said = kept(night), foretold(night)
    with night.as_owner() as holder, psycopg.connect(night.owner_url, autocommit=True) as owner:
        holder.execute(
            "select from public.students where organization_id = %s and suspend_on is not null for update",
            [NORTHGATE.id],
        )
        with ThreadPoolExecutor() as others:
            running = others.submit(do, night)
            with psycopg.connect(night.worker_url) as itself:
                itself.execute("select pg_terminate_backend(%s)", [wait_until_it_waits(owner, "growthos_worker")])
            with pytest.raises(psycopg.OperationalError):
                running.result(timeout=20)
        holder.rollback()
    assert kept(night) == before
    assert do(night).counts == said


def test_what_was_due_is_done_once_by_two_servers(night) -> None:
    due = datetime(2025, 5, 5, 19, 5, tzinfo=UTC)
    said = foretold(night)
    with ThreadPoolExecutor() as servers:
        outcomes = [each.result() for each in [servers.submit(do, night, due_at=due) for _ in range(2)]]
    assert sorted((outcome.counts for outcome in outcomes), key=bool) == [None, said]
    assert runs(night) == [("done", None)]


def test_a_night_that_fails_is_written_down_with_its_reason_and_twice_is_told(night) -> None:
    before = kept(night)
    with night.as_owner() as owner:
        owner.execute(
            """create function public.break_it() returns trigger language plpgsql as $$ begin raise exception 'The disk is on fire.'; end $$;
               create trigger break_it before update of suspend_on on public.students for each row execute function public.break_it()"""
        )
    assert do(night).why == "The disk is on fire. (P0001)"
    assert kept(night) == before
    do(night)
    assert [state for state, _ in runs(night)] == ["failed", "failed"]
    with night.as_owner() as owner:
        told = owner.execute(
            "select u.full_name, n.title from public.notifications n join public.users u on u.id = n.user_id where n.type = 'job_failed'"
        ).fetchall()
        owner.execute("drop trigger break_it on public.students")
    assert told == [("Sam Okafor", 'The job "daily" fails')]
    assert do(night).counts["as_planned"] == 1


def test_a_day_that_is_over_turns_no_state_back(night) -> None:
    do(night)
    states = kept(night)["parts"]
    do(night, DAY - days(40))
    assert kept(night)["parts"] == states


def test_a_day_to_come_is_only_foretold_where_the_money_is_real(night) -> None:
    freeze(night, DAY)
    assert foretold(night, night_after(DAY))
    with night.as_owner() as owner:
        owner.execute("update dashboard.installation set kind = 'production', frozen_at = null")
        ahead = owner.execute("select current_date + 3").fetchone()[0]
    with pytest.raises(GrowthError, match="has not come yet"):
        do(night, ahead)
    assert foretold(night, ahead)


def test_an_unknown_job_and_an_unreal_day_are_refused_in_words(night) -> None:
    with pytest.raises(GrowthError, match="1900 to 2199"):
        do(night, days(1) + datetime(9000, 1, 1, tzinfo=UTC).date())
