-- Repeatable. Totals follow by difference, as in 885: each row counts among all learners' and among its mentor's.

create or replace function private.follow_marks() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format($query$
    insert into dashboard.mark_figures as f (organization_id, assignment_id, mentor_id, status, score_key, marks, score_sum)
    select d.organization_id, d.assignment_id, d.mentor_id, d.status, d.score_key, d.marks, d.score
    from (select r.organization_id, r.assignment_id, r.mentor_id, r.status, least(r.score_key, 0) as score_key,
                 sum(r.sign) as marks, coalesce(sum(r.sign * r.score), 0) as score
          from (%s) as r
          group by r.organization_id, r.assignment_id, r.status, least(r.score_key, 0), grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where (d.marks, d.score) <> (0, 0)
    order by d.organization_id, d.assignment_id, d.mentor_id, d.status, d.score_key
    on conflict (organization_id, assignment_id, mentor_id, status, score_key) do update set
      (marks, score_sum) = row (f.marks + excluded.marks, f.score_sum + excluded.score_sum)
  $query$, private.signed_rows(tg_op));
  return null;
end $$;

create or replace function private.follow_weeks() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format($query$
    insert into dashboard.week_figures as f (organization_id, week, course_id, batch_id, mentor_id, enrolments)
    select d.organization_id, d.week, d.course_id, d.batch_id, d.mentor_id, d.enrolments
    from (select r.organization_id, r.week, r.course_id, r.batch_id, r.mentor_id, sum(r.sign) as enrolments
          from (%s) as r
          group by r.organization_id, r.week, r.course_id, r.batch_id, grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where d.enrolments <> 0
    order by d.organization_id, d.week, d.course_id, d.batch_id, d.mentor_id
    on conflict (organization_id, week, course_id, batch_id, mentor_id) do update set
      enrolments = f.enrolments + excluded.enrolments
  $query$, private.signed_rows(tg_op));
  return null;
end $$;

call private.follow_changes('public.student_assignments', 'private.follow_marks()', 'sum');
call private.follow_changes('dashboard.learner_weeks', 'private.follow_weeks()', 'sum');
