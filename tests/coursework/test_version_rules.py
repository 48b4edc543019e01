"""Versions of work under any order of handing in and deciding: one at a time, counted without gaps, late by their deadline."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import ALICE, NORTHGATE
from tests.database import Database
from tests.learning.sequence import Sequence

OFTEN = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)  # noon in Karachi
KARACHI = timedelta(hours=5)
ACTS = st.lists(st.sampled_from(["hand_in", "approved", "declined", "edit", "reopen"]), min_size=1, max_size=14)

# Tries each act in a savepoint and answers with what came of it: one round trip for all of them.
TRY_ALL = """
create function private.try_all(p_acts text[], p_org uuid, p_who uuid, p_work uuid) returns text[] language plpgsql as $$
declare
  act text;
  said text[] := '{}';
  came int;
begin
  foreach act in array p_acts loop
    begin
      if act = 'hand_in' then
        insert into public.student_assignments (organization_id, student_id, assignment_id, version, submission_text)
          values (p_org, p_who, p_work, 1, 'My work');
      elsif act = 'edit' then
        update public.student_assignments set submission_text = 'Other work' where student_id = p_who and assignment_id = p_work;
      elsif act = 'reopen' then
        update public.student_assignments set status = 'pending', graded_at = null where student_id = p_who and assignment_id = p_work;
      else
        update public.student_assignments set status = act, feedback = 'So', graded_at = private.now()
          where student_id = p_who and assignment_id = p_work and status = 'pending';
      end if;
      get diagnostics came = row_count;
      said := said || case when came = 0 then 'nothing' else 'done' end;
    exception when sqlstate '55000' then
      said := said || sqlerrm;
    end;
  end loop;
  return said;
end $$"""


def come_of(acts: list[str]) -> tuple[list[str], list[str]]:
    """Return what each act must answer, and the states of the versions in the end."""
    said: list[str] = []
    versions: list[str] = []
    for act in acts:
        last = versions[-1] if versions else None
        if act == "hand_in":
            refusal = {"pending": "submission.still_pending", "approved": "submission.already_approved"}.get(last or "")
            versions += [] if refusal else ["pending"]
            said.append(refusal or "done")
        elif act == "edit":
            said.append("submission.immutable" if versions else "nothing")
        elif act == "reopen":
            decided = any(state != "pending" for state in versions)
            said.append("submission.already_decided" if decided else "done" if versions else "nothing")
        else:
            said.append("done" if last == "pending" else "nothing")
            versions[-1:] = [act] if last == "pending" else versions[-1:]
    return said, versions


@contextmanager
def work_of(database: Database) -> Iterator[tuple[psycopg.Connection, Sequence, UUID]]:
    """Yield a course of Alice's with work on its first recording, on a clock that stands at noon; nothing of it stays."""
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        owner.execute("update dashboard.installation set frozen_at = %s", [NOON])
        sequence = Sequence(owner)
        sequence.enrol(enrolled_at=NOON - timedelta(days=30))
        yield owner, sequence, sequence.ask_for_work(1)


@OFTEN
@given(acts=ACTS)
def test_each_act_is_answered_as_the_versions_stand(database: Database, acts: list[str]) -> None:
    said, versions = come_of(acts)
    with work_of(database) as (owner, sequence, work):
        owner.execute(TRY_ALL)
        answered = owner.execute(
            "select private.try_all(%s, %s, %s, %s)", [acts, NORTHGATE.id, ALICE.student_id, work]
        ).fetchone()
        kept = owner.execute(
            "select version, status, submission_text from public.student_assignments where assignment_id = %s order by version",
            [work],
        ).fetchall()
        approved = sequence.one(
            "select assignments_approved from dashboard.student_progress where id = %(it)s", it=sequence.enrollment
        )
    assert answered == (said,)
    assert kept == [(number, state, "My work") for number, state in enumerate(versions, start=1)]
    assert approved == int(versions[-1:] == ["approved"])


@OFTEN
@given(
    due_date=st.none() | st.dates(date(2026, 5, 1), date(2026, 5, 8)),
    due_days=st.integers(0, 3),
    opened=st.none() | st.integers(0, 96),
    handed_in=st.integers(-96, 96),
)
def test_late_is_after_the_one_deadline_that_holds(
    database: Database, due_date: date | None, due_days: int, opened: int | None, handed_in: int
) -> None:
    """The due day to its end in the organisation's zone; else days from the unlock; else days from the place."""
    at = NOON + timedelta(hours=handed_in)
    start = NOON - timedelta(days=30) if opened is None else NOON - timedelta(hours=opened)
    deadline = start + timedelta(days=due_days)
    if due_date:
        deadline = datetime.combine(due_date + timedelta(days=1), datetime.min.time(), UTC) - KARACHI
    with work_of(database) as (_, sequence, work):
        sequence.one(
            "update public.assignments set due_date = %(day)s, due_days = %(days)s where id = %(work)s",
            day=due_date,
            days=due_days,
            work=work,
        )
        if opened is None:
            sequence.one(
                "delete from public.sequential_unlocks where student_id = %(who)s and recording_id = any (%(recordings)s)"
            )
        else:
            sequence.one(
                "update public.sequential_unlocks set unlocked_at = %(start)s where student_id = %(who)s and recording_id = any (%(recordings)s)",
                start=start,
            )
        late = sequence.one(
            """insert into public.student_assignments (organization_id, student_id, assignment_id, version, submission_text, submitted_at)
               values (%(org)s, %(who)s, %(work)s, 1, 'My work', %(at)s) returning is_late""",
            work=work, at=at,
        )  # fmt: skip
    assert late is (at > deadline)
