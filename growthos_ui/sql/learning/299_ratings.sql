-- Repeatable. T18: a recording is rated by who has watched it, and a very low rating reaches the admins. Statement
-- triggers: what many rows ask is asked once.

-- Only what was watched to the end is rated. Raises rating.not_watched 55000.
create or replace function private.guard_ratings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from new_rows as n
    where not exists (
      select from public.student_recordings as w
      where w.organization_id = n.organization_id and w.student_id = n.student_id and w.recording_id = n.recording_id
        and w.completed_at is not null)
  ) then
    raise exception 'rating.not_watched' using errcode = '55000', detail = '{"field": "rating"}';
  end if;
  return null;
end $$;

-- low_rating_alert: a single star, once for each rating; and an average below two of at least five, once for each recording.
create or replace function private.alert_low_ratings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.tell_admins(n.organization_id, 'low_rating_alert', left(format('One star for %s', r.title), 200),
                              coalesce(nullif(n.feedback_text, ''), 'Without a word.'), '/learning/recordings', 'rating ' || n.id)
    from new_rows as n join public.lesson_recordings as r on r.organization_id = n.organization_id and r.id = n.recording_id
    where n.rating = 1;
  perform private.tell_admins(m.organization_id, 'low_rating_alert', left(format('%s is rated below two stars', r.title), 200),
                              format('%s on average, of %s ratings.', round(m.average, 1), m.ratings), '/learning/recordings',
                              'rated low ' || m.recording_id)
    from (select g.organization_id, g.recording_id, avg(g.rating) as average, count(*) as ratings
          from public.video_ratings as g
          join (select distinct organization_id, recording_id from new_rows where rating <= 2) as n
            on n.organization_id = g.organization_id and n.recording_id = g.recording_id
          group by g.organization_id, g.recording_id having avg(g.rating) < 2 and count(*) >= 5) as m
    join public.lesson_recordings as r on r.organization_id = m.organization_id and r.id = m.recording_id;
  return null;
end $$;

create or replace trigger guard_ratings after insert on public.video_ratings
  referencing new table as new_rows for each statement execute function private.guard_ratings();
create or replace trigger then_alert_added after insert on public.video_ratings
  referencing new table as new_rows for each statement execute function private.alert_low_ratings();
create or replace trigger then_alert_changed after update on public.video_ratings
  referencing new table as new_rows for each statement execute function private.alert_low_ratings();

revoke all on function private.guard_ratings(), private.alert_low_ratings() from public;
