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
      (organization_id, recording_id, mentor_id, starts, completions, dropped, watched_tenths_sum,
       reached_25, reached_75, reached_90)
    select d.organization_id, d.recording_id, d.mentor_id, d.starts, d.completions, d.dropped, d.watched,
           d.reached_25, d.reached_75, d.reached_90
    from (select r.organization_id, r.recording_id, r.mentor_id, sum(r.sign) as starts,
                 coalesce(sum(r.sign) filter (where r.completed_at is not null), 0) as completions,
                 coalesce(sum(r.sign) filter (where r.watched_tenths < 500), 0) as dropped,
                 sum(r.sign * r.watched_tenths) as watched,
                 coalesce(sum(r.sign) filter (where r.watched_tenths >= 250), 0) as reached_25,
                 coalesce(sum(r.sign) filter (where r.watched_tenths >= 750), 0) as reached_75,
                 coalesce(sum(r.sign) filter (where r.watched_tenths >= 900), 0) as reached_90
          from (%s) as r
          group by r.organization_id, r.recording_id, grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where (d.starts, d.completions, d.watched) <> (0, 0, 0)
       or (d.dropped, d.reached_25, d.reached_75, d.reached_90) <> (0, 0, 0, 0)
    order by d.organization_id, d.recording_id, d.mentor_id
    on conflict (organization_id, recording_id, mentor_id) do update set
      (starts, completions, dropped, watched_tenths_sum, reached_25, reached_75, reached_90) = row (
        f.starts + excluded.starts, f.completions + excluded.completions, f.dropped + excluded.dropped,
        f.watched_tenths_sum + excluded.watched_tenths_sum, f.reached_25 + excluded.reached_25,
        f.reached_75 + excluded.reached_75, f.reached_90 + excluded.reached_90)
  $query$, private.signed_rows(tg_op));
  return null;
end $$;

create or replace function private.follow_ratings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format($query$
    insert into dashboard.recording_figures as f
      (organization_id, recording_id, mentor_id, ratings, stars_sum, stars_1, stars_2, stars_3, stars_4, stars_5)
    select d.organization_id, d.recording_id, d.mentor_id, d.ratings, d.stars, d.stars_1, d.stars_2, d.stars_3, d.stars_4, d.stars_5
    from (select r.organization_id, r.recording_id, r.mentor_id, sum(r.sign) as ratings, sum(r.sign * r.rating) as stars,
                 coalesce(sum(r.sign) filter (where r.rating = 1), 0) as stars_1,
                 coalesce(sum(r.sign) filter (where r.rating = 2), 0) as stars_2,
                 coalesce(sum(r.sign) filter (where r.rating = 3), 0) as stars_3,
                 coalesce(sum(r.sign) filter (where r.rating = 4), 0) as stars_4,
                 coalesce(sum(r.sign) filter (where r.rating = 5), 0) as stars_5
          from (%s) as r
          group by r.organization_id, r.recording_id, grouping sets ((), (r.mentor_id))
          having grouping(r.mentor_id) = 1 or r.mentor_id is not null) as d
    where (d.stars_1, d.stars_2, d.stars_3, d.stars_4, d.stars_5) <> (0, 0, 0, 0, 0)
    order by d.organization_id, d.recording_id, d.mentor_id
    on conflict (organization_id, recording_id, mentor_id) do update set
      (ratings, stars_sum, stars_1, stars_2, stars_3, stars_4, stars_5) = row (
        f.ratings + excluded.ratings, f.stars_sum + excluded.stars_sum, f.stars_1 + excluded.stars_1,
        f.stars_2 + excluded.stars_2, f.stars_3 + excluded.stars_3, f.stars_4 + excluded.stars_4, f.stars_5 + excluded.stars_5)
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

-- Attaches a follower to a table: after rows were added, changed and removed, once a statement. The triggers bear the word.
create or replace procedure private.follow_changes(p_source regclass, p_follower regprocedure, p_word text)
language plpgsql set search_path = '' as $$
begin
  execute format('create or replace trigger %I after insert on %s
    referencing new table as new_rows for each statement execute function %s', p_word || '_added', p_source, p_follower);
  execute format('create or replace trigger %I after update on %s
    referencing old table as old_rows new table as new_rows for each statement execute function %s', p_word || '_changed', p_source, p_follower);
  execute format('create or replace trigger %I after delete on %s
    referencing old table as old_rows for each statement execute function %s', p_word || '_removed', p_source, p_follower);
end $$;
revoke all on procedure private.follow_changes(regclass, regprocedure, text) from public;

call private.follow_changes('dashboard.student_progress', 'private.follow_cohorts()', 'sum');
call private.follow_changes('public.student_recordings', 'private.follow_watching()', 'sum');
call private.follow_changes('public.video_ratings', 'private.follow_ratings()', 'sum');
create or replace trigger sum_begins after insert on public.lesson_recordings
  referencing new table as new_rows for each statement execute function private.follow_new_recordings();

revoke all on function private.signed_rows(text) from public;
