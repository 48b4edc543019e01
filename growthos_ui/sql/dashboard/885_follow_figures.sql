-- Repeatable. Sums follow by difference: what a statement adds is added, what it takes away is taken away, in one
-- upsert for all its rows. Differences commute: two writers need no count from scratch and no lock but the sum's own.
-- Dynamic, because one text serves insert, update and delete and is then planned for the size of its statement.

-- The rows of a statement with their sign.
create or replace function private.signed_rows(p_op text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case p_op
    when 'INSERT' then 'select 1 as sign, n.* from new_rows as n'
    when 'DELETE' then 'select -1 as sign, o.* from old_rows as o'
    else 'select 1 as sign, n.* from new_rows as n union all select -1, o.* from old_rows as o'
  end
$$;

-- Each row counts twice: among all learners' and among its mentor's. Sums that did not move are not written.
create or replace function private.follow_cohorts() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format($query$
    insert into dashboard.cohort_figures as f
      (organization_id, course_id, batch_id, mentor_id, enrolments, live, started, near, completed, known, progress_sum)
    select d.organization_id, d.course_id, d.batch_id, d.mentor_id, d.enrolments, d.live, d.started, d.near, d.completed,
           d.known, d.progress
    from (select r.organization_id, r.course_id, r.batch_id, r.mentor_id, sum(r.sign) as enrolments,
                 coalesce(sum(r.sign) filter (where r.enrollment_status in ('active', 'completed')), 0) as live,
                 coalesce(sum(r.sign) filter (where r.enrollment_status in ('active', 'completed')
                                                and r.last_activity_at is not null), 0) as started,
                 coalesce(sum(r.sign) filter (where r.enrollment_status = 'completed'
                                                 or (r.enrollment_status = 'active' and r.progress_key >= 80)), 0) as near,
                 coalesce(sum(r.sign) filter (where r.enrollment_status = 'completed'), 0) as completed,
                 coalesce(sum(r.sign) filter (where r.enrollment_status in ('active', 'completed')
                                                and r.progress_pct is not null), 0) as known,
                 coalesce(sum(r.sign * r.progress_pct) filter (where r.enrollment_status in ('active', 'completed')), 0) as progress
          from (%s) as r
          group by r.organization_id, r.course_id, r.batch_id, grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where (d.enrolments, d.live, d.started, d.near, d.completed, d.known, d.progress) <> (0, 0, 0, 0, 0, 0, 0)
    order by d.organization_id, d.course_id, d.batch_id, d.mentor_id
    on conflict (organization_id, course_id, batch_id, mentor_id) do update set
      (enrolments, live, started, near, completed, known, progress_sum) = row (
        f.enrolments + excluded.enrolments, f.live + excluded.live, f.started + excluded.started, f.near + excluded.near,
        f.completed + excluded.completed, f.known + excluded.known, f.progress_sum + excluded.progress_sum)
  $query$, private.signed_rows(tg_op));
  return null;
end $$;

create or replace function private.follow_watching() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format($query$
    insert into dashboard.recording_figures as f
      (organization_id, recording_id, mentor_id, starts, completions, dropped, watched_tenths_sum)
    select d.organization_id, d.recording_id, d.mentor_id, d.starts, d.completions, d.dropped, d.watched
    from (select r.organization_id, r.recording_id, r.mentor_id, sum(r.sign) as starts,
                 coalesce(sum(r.sign) filter (where r.completed_at is not null), 0) as completions,
                 coalesce(sum(r.sign) filter (where r.watched_tenths < 500), 0) as dropped,
                 sum(r.sign * r.watched_tenths) as watched
          from (%s) as r
          group by r.organization_id, r.recording_id, grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where (d.starts, d.completions, d.dropped, d.watched) <> (0, 0, 0, 0)
    order by d.organization_id, d.recording_id, d.mentor_id
    on conflict (organization_id, recording_id, mentor_id) do update set
      (starts, completions, dropped, watched_tenths_sum) = row (
        f.starts + excluded.starts, f.completions + excluded.completions, f.dropped + excluded.dropped,
        f.watched_tenths_sum + excluded.watched_tenths_sum)
  $query$, private.signed_rows(tg_op));
  return null;
end $$;

create or replace function private.follow_ratings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format($query$
    insert into dashboard.recording_figures as f (organization_id, recording_id, mentor_id, ratings, stars_sum)
    select d.organization_id, d.recording_id, d.mentor_id, d.ratings, d.stars
    from (select r.organization_id, r.recording_id, r.mentor_id, sum(r.sign) as ratings, sum(r.sign * r.rating) as stars
          from (%s) as r
          group by r.organization_id, r.recording_id, grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where (d.ratings, d.stars) <> (0, 0)
    order by d.organization_id, d.recording_id, d.mentor_id
    on conflict (organization_id, recording_id, mentor_id) do update set
      (ratings, stars_sum) = row (f.ratings + excluded.ratings, f.stars_sum + excluded.stars_sum)
  $query$, private.signed_rows(tg_op));
  return null;
end $$;

-- A recording that nobody has started yet stands in the list of staff with a zero.
create or replace function private.follow_new_recordings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into dashboard.recording_figures (organization_id, recording_id)
    select n.organization_id, n.id from new_rows as n
    on conflict (organization_id, recording_id, mentor_id) do nothing;
  return null;
end $$;

do $$
declare
  followed record;
begin
  for followed in
    select * from (values ('dashboard.student_progress', 'private.follow_cohorts'),
                          ('public.student_recordings', 'private.follow_watching'),
                          ('public.video_ratings', 'private.follow_ratings')) as x (source, follower)
  loop
    execute format('create or replace trigger sum_added after insert on %s
      referencing new table as new_rows for each statement execute function %s()', followed.source, followed.follower);
    execute format('create or replace trigger sum_changed after update on %s
      referencing old table as old_rows new table as new_rows for each statement execute function %s()', followed.source, followed.follower);
    execute format('create or replace trigger sum_removed after delete on %s
      referencing old table as old_rows for each statement execute function %s()', followed.source, followed.follower);
  end loop;
end $$;
create or replace trigger sum_begins after insert on public.lesson_recordings
  referencing new table as new_rows for each statement execute function private.follow_new_recordings();

revoke all on function private.signed_rows(text) from public;
