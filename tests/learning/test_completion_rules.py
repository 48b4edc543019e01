"""Completion under any order of events: it never goes back, and every cached column equals what can be counted anew."""

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import ALICE, NORTHGATE
from tests.database import Database
from tests.learning.sequence import Sequence
from tests.learning.test_progress_summary import (
    REFUSALS,
    Write,
    what_becomes_of_learners,
    what_learners_do,
    what_the_school_does,
    write,
)

OFTEN = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
HUNDREDTHS = st.integers(0, 10_000)
SECONDS = st.integers(0, 2_000)

# Writes one percentage after the other and answers with the row after each: one round trip for all of them.
WATCH_ALL = """
create function private.watch_all(p_org uuid, p_who uuid, p_what uuid, p_percents numeric[])
returns table (percent numeric, completed_at timestamptz) language plpgsql as $$
declare
  watched numeric;
begin
  foreach watched in array p_percents loop
    insert into public.student_recordings as w (organization_id, student_id, recording_id, completion_percentage, last_watched_at)
      values (p_org, p_who, p_what, watched, clock_timestamp())
      on conflict (organization_id, student_id, recording_id)
      do update set completion_percentage = excluded.completion_percentage, last_watched_at = excluded.last_watched_at,
                    completed_at = null
      returning w.completion_percentage, w.completed_at into percent, completed_at;
    return next;
  end loop;
end $$"""


@OFTEN
@given(watched=st.lists(HUNDREDTHS, min_size=1, max_size=20), threshold=st.integers(50, 100))
def test_what_was_seen_and_when_it_was_completed_never_go_back(
    database: Database, watched: list[int], threshold: int
) -> None:
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        sequence = Sequence(owner)
        sequence.enrol()
        sequence.one(
            "update public.company_settings set settings = %(text)s::jsonb where organization_id = %(org)s",
            text=f'{{"learning": {{"watched_threshold_pct": {threshold}}}}}',
        )
        owner.execute(WATCH_ALL)
        came = owner.execute(
            "select * from private.watch_all(%s, %s, %s, %s::numeric[])",
            [NORTHGATE.id, ALICE.student_id, sequence.recordings[0], [each / 100 for each in watched]],
        ).fetchall()
        unlocked = sequence.unlocks()
    highest = [max(watched[: place + 1]) for place in range(len(watched))]
    assert [round(percent * 100) for percent, _ in came] == highest
    assert [at is not None for _, at in came] == [most >= threshold * 100 for most in highest]
    assert len({at for _, at in came if at}) <= 1
    assert unlocked == [(1, "initial"), (2, "sequential")][: 1 + (highest[-1] >= threshold * 100)]


@OFTEN
@given(
    reports=st.lists(
        st.tuples(SECONDS, SECONDS, SECONDS | st.none(), st.none() | st.integers(0, 500)), min_size=1, max_size=200
    )
)
def test_a_report_brings_no_more_than_the_time_that_passed(
    database: Database, reports: list[tuple[int, int, int | None, int | None]]
) -> None:
    claims, before, lengths, elapsed = (list(column) for column in zip(*reports, strict=True))
    with database.as_owner() as owner:
        found = owner.execute(
            """select private.watched_at_most(d.claim, least(d.before, coalesce(d.length, d.before)), d.length,
                                              now() - d.elapsed * interval '1 second', now())
               from unnest(%s::int[], %s::int[], %s::int[], %s::int[]) with ordinality as d (claim, before, length, elapsed, place)
               order by d.place""",
            [claims, before, lengths, elapsed],
        ).fetchall()
        owner.rollback()
    for (seen,), (claim, was, length, passed) in zip(found, reports, strict=True):
        had = was if length is None else min(was, length)
        allowed = had + (60 if passed is None else 2 * passed)
        assert seen == max(had, min(claim, allowed, claim if length is None else length))


SWITCHES = [
    write("update public.users set login_blocked = %(on)s where id = %(who)s", on=st.booleans(), who=st.just(ALICE.id)),
    write("update public.users set is_active = %(on)s where id = %(who)s", on=st.booleans(), who=st.just(ALICE.id)),
    write(
        "update public.course_enrollments set payment_status = %(paid)s where student_id = %(who)s",
        paid=st.sampled_from(["pending", "partial", "waived", "refunded"]),
        who=st.just(ALICE.student_id),
    ),
]
LIFE = st.lists(
    st.one_of(*what_learners_do(), *what_becomes_of_learners(), *what_the_school_does(), *SWITCHES),
    min_size=1,
    max_size=25,
)

# Learners whose course_access is not what the facts say; places whose kept figures are not those that are counted anew.
WRONG_ACCESS = """
    select s.full_name from public.students s join public.users u on u.id = s.user_id
    where s.course_access is distinct from (
      u.is_active and not u.login_blocked and s.lms_status = 'active' and exists (
        select from public.course_enrollments e
        where e.student_id = s.id and e.status = 'active' and e.payment_status in ('partial', 'paid', 'waived')
          and (e.access_expires_at is null or e.access_expires_at > private.now())))"""
WRONG_FIGURES = """
    select p.full_name, p.course_id, to_jsonb(f)
    from dashboard.student_progress p
    cross join lateral private.learner_facts(p.student_id, p.course_id) f
    where p.enrollment_status <> 'cancelled'
      and (p.recordings_in_scope, p.recordings_completed, p.assignments_in_scope, p.assignments_approved, p.marks, p.average_score_tenths)
        is distinct from (f.recordings, f.completed, f.assignments, f.approved, f.marks, f.average_tenths)"""
WRONG_PERCENT = """
    select e.id from public.course_enrollments e join dashboard.student_progress p on p.id = e.id
    where e.progress_percentage is distinct from p.progress_pct"""


@settings(OFTEN, max_examples=25)
@given(life=LIFE)
def test_after_any_life_the_cached_columns_equal_what_is_counted_anew(database: Database, life: list[Write]) -> None:
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        for one in life:
            # A write that the tables refuse is a write that did not happen.
            with suppress(*REFUSALS), owner.transaction():
                one(owner)
        for wrong in (WRONG_ACCESS, WRONG_FIGURES, WRONG_PERCENT):
            assert owner.execute(wrong).fetchall() == []
