-- Repeatable. Counts of enrolments and of watching follow by difference, as in 885: each row counts among all learners'
-- and among its mentor's. What stayed in its place cancels out and is not written. Learners move through a hundred places
-- on their way, so a place that was left by the last one goes: the statement has just written it and so holds it, and whoever
-- waits to add to it makes it anew.

create or replace function private.follow_progress() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  left_empty tid[];
begin
  execute format($query$
    with written as (
      insert into dashboard.progress_figures as f
        (organization_id, course_id, batch_id, mentor_id, enrollment_status, result, progress_key, is_started, enrolments,
         video_sum, video_known, assignment_sum, assignment_known, average_sum, average_known)
      select d.organization_id, d.course_id, d.batch_id, d.mentor_id, d.enrollment_status, d.result, d.progress_key,
             d.is_started, d.enrolments, d.videos, d.with_videos, d.work, d.with_work, d.score, d.with_score
      from (select r.organization_id, r.course_id, r.batch_id, r.mentor_id, r.enrollment_status, r.result, r.progress_key,
                   r.last_activity_at is not null as is_started, sum(r.sign) as enrolments,
                   coalesce(sum(r.sign * r.video_tenths), 0) as videos,
                   coalesce(sum(r.sign) filter (where r.video_tenths is not null), 0) as with_videos,
                   coalesce(sum(r.sign * r.assignment_tenths), 0) as work,
                   coalesce(sum(r.sign) filter (where r.assignment_tenths is not null), 0) as with_work,
                   coalesce(sum(r.sign * r.average_score_tenths), 0) as score,
                   coalesce(sum(r.sign) filter (where r.average_score_tenths is not null), 0) as with_score
            from (%s) as r
            group by r.organization_id, r.course_id, r.batch_id, r.enrollment_status, r.result, r.progress_key,
                     r.last_activity_at is not null, grouping sets ((), (r.mentor_id))
            having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
      where (d.enrolments, d.videos, d.with_videos, d.work, d.with_work, d.score, d.with_score) <> (0, 0, 0, 0, 0, 0, 0)
      order by d.organization_id, d.mentor_id nulls first, d.course_id, d.batch_id, d.enrollment_status, d.result,
               d.progress_key, d.is_started
      on conflict (organization_id, course_id, batch_id, mentor_id, enrollment_status, result, progress_key, is_started) do update set
        (enrolments, video_sum, video_known, assignment_sum, assignment_known, average_sum, average_known) = row (
          f.enrolments + excluded.enrolments, f.video_sum + excluded.video_sum, f.video_known + excluded.video_known,
          f.assignment_sum + excluded.assignment_sum, f.assignment_known + excluded.assignment_known,
          f.average_sum + excluded.average_sum, f.average_known + excluded.average_known)
      returning f.ctid as place, f.enrolments)
    select array_agg(w.place) from written as w where w.enrolments = 0
  $query$, private.signed_rows(tg_op)) into left_empty;
  delete from dashboard.progress_figures as f where f.ctid = any (left_empty);
  return null;
end $$;

create or replace function private.follow_starts() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  left_empty tid[];
begin
  execute format($query$
    with written as (
      insert into dashboard.watching_figures as f (organization_id, recording_id, mentor_id, watched_tenths, is_completed, starts)
      select d.organization_id, d.recording_id, d.mentor_id, d.watched_tenths, d.is_completed, d.starts
      from (select r.organization_id, r.recording_id, r.mentor_id, b.watched_tenths, r.completed_at is not null as is_completed,
                   sum(r.sign) as starts
            from (%s) as r
            cross join lateral (
              select case when r.watched_tenths < 250 then 0 when r.watched_tenths < 500 then 250 when r.watched_tenths < 750 then 500
                          when r.watched_tenths < 900 then 750 else 900 end) as b (watched_tenths)
            group by r.organization_id, r.recording_id, b.watched_tenths, r.completed_at is not null,
                     grouping sets ((), (r.mentor_id))
            having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
      where d.starts <> 0
      order by d.organization_id, d.mentor_id nulls first, d.recording_id, d.watched_tenths, d.is_completed
      on conflict (organization_id, recording_id, mentor_id, watched_tenths, is_completed)
        do update set starts = f.starts + excluded.starts
      returning f.ctid as place, f.starts)
    select array_agg(w.place) from written as w where w.starts = 0
  $query$, private.signed_rows(tg_op)) into left_empty;
  delete from dashboard.watching_figures as f where f.ctid = any (left_empty);
  return null;
end $$;

call private.follow_changes('dashboard.student_progress', 'private.follow_progress()', 'count');
call private.follow_changes('public.student_recordings', 'private.follow_starts()', 'count');
