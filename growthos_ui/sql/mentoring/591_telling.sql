-- Repeatable. News of mentors and of classes (sql/support/490_telling.sql says how they go).

-- A mentor is told whom they were given.
create or replace trigger tell_mentors after insert on public.student_mentor_assignments
  referencing new table as new_rows for each statement execute function private.tell_mentors();

-- Whoever joins a batch that has begun hears once which of its classes, and of its course since then, were recorded: the latest 50.
create or replace function private.tell_late_joiners(p_users uuid[], p_batch uuid) returns void
language sql volatile security definer set search_path = '' as $$
  with held as (
    select c.id, c.start_time, format('%s, %s', c.title, to_char(c.start_time at time zone o.timezone, 'FMDD Mon YYYY')) as words
    from public.batches as b
    join public.organizations as o on o.id = b.organization_id
    join public.success_sessions as c on c.organization_id = b.organization_id and c.course_id = b.course_id
      and (c.batch_id is null or c.batch_id = b.id) and c.start_time >= private.start_of_day(b.start_date)
    where b.organization_id = private.org_id() and b.id = p_batch and b.start_date < private.today()
      and c.status = 'completed' and c.recording_url is not null
    order by c.start_time desc limit 50)
  select private.notify_users(p_users, 'success_session_added', 'Recordings of classes before you joined',
    string_agg(h.words, E'\n' order by h.start_time), null, 'joined ' || p_batch, jsonb_build_object('session_ids', jsonb_agg(h.id order by h.start_time)))
  from held as h having count(*) > 0
$$;

revoke all on function private.tell_late_joiners(uuid[], uuid) from public;
grant execute on function private.tell_late_joiners(uuid[], uuid) to growthos_operations;
