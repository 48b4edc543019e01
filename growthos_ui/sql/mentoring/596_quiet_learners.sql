-- Repeatable. Who has not been seen for how long. Looks only: belongs to the owner, and asks who is asking.

-- The active learners of the acting organisation: when each was last here, and the whole days since then, or since the
-- access was given to those who never came.
create or replace function private.quiet_students(p_today date)
returns table (student_id uuid, user_id uuid, seen_at timestamptz, days int)
language sql stable security definer set search_path = '' as $$
  select s.id, s.user_id, here.seen_at,
         greatest(0, p_today - (coalesce(here.seen_at, here.placed_at, s.created_at) at time zone private.zone())::date)
  from public.students as s
  join public.users as u on u.id = s.user_id
  cross join lateral (
    select greatest(u.last_login_at, u.last_active_at, max(p.last_activity_at)) as seen_at, min(e.enrolled_at) as placed_at
    from public.course_enrollments as e left join dashboard.student_progress as p on p.id = e.id
    where e.organization_id = s.organization_id and e.student_id = s.id and e.status <> 'cancelled') as here
  where s.organization_id = private.org_id() and s.lms_status = 'active'
$$;

-- Superadmin and admin all, a mentor their own: who was away for so many days, the setting's where none are named; longest
-- first. Others are refused: recovery.not_allowed 42501.
create or replace function private.get_inactive_students(p_days int default null)
returns table (student_id uuid, student_code text, full_name text, mentor_id uuid, seen_at timestamptz, days_inactive int,
               never_started boolean, recovery_status text)
language plpgsql stable security definer set search_path = '' as $$
declare
  office constant boolean := private.has_power('superadmin', 'admin');
begin
  if not office and not private.has_power('mentor') then
    raise exception 'recovery.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  return query
    select s.id, s.student_code, s.full_name, s.mentor_id, q.seen_at, q.days, q.seen_at is null, s.recovery_status
    from private.quiet_students(private.today()) as q join public.students as s on s.id = q.student_id
    where q.days >= coalesce(p_days, (private.setting(private.org_id(), 'recovery.inactive_days'))::int)
      and (office or s.mentor_id = private.actor_id())
    order by q.days desc, s.student_code;
end $$;

-- Superadmin and admin: cycles with a message sent between the two days, how many of them brought the learner back, and the
-- share in per cent; none while nothing was sent. Others are refused: recovery.not_allowed 42501.
create or replace function private.get_recovery_statistics(p_from date, p_to date)
returns table (cycles int, recovered int, rate numeric)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'recovery.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  return query
    select count(*)::int, (count(*) filter (where c.is_back))::int, round(100.0 * count(*) filter (where c.is_back) / nullif(count(*), 0), 1)
    from (select m.student_id, m.recovery_cycle, bool_or(m.status = 'recovered') as is_back
          from public.student_recovery_messages as m
          where m.organization_id = private.org_id()
          group by 1, 2
          having min(m.sent_at) >= private.start_of_day(p_from) and min(m.sent_at) < private.start_of_day(p_to + 1)) as c;
end $$;

revoke all on function private.quiet_students(date), private.get_inactive_students(int), private.get_recovery_statistics(date, date) from public;
grant execute on function private.quiet_students(date) to growthos_operations;
grant execute on function private.get_inactive_students(int), private.get_recovery_statistics(date, date) to authenticated;
