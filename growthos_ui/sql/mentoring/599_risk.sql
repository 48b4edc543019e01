-- Repeatable. Who is at risk and of what (domain rules of risk): found every night, kept as episodes, listed from them.

-- The active learners of the acting organisation for whom a rule holds on a day: each reason with what was measured and what
-- the setting needed, and since when. A rule of 0 is off. Never started takes the place of no login.
create or replace function private.risk_reasons(p_today date)
returns table (student_id uuid, never_started boolean, since date, reasons jsonb)
language sql stable security definer set search_path = '' as $$
  with needs as (
    select (private.setting(private.org_id(), 'risk.no_login_days'))::int as login, (private.setting(private.org_id(), 'risk.stuck_recording_days'))::int as watching,
           (private.setting(private.org_id(), 'risk.stuck_assignment_days'))::int as work, (private.setting(private.org_id(), 'risk.missed_sessions_count'))::int as classes,
           private.start_of_day(p_today - (private.setting(private.org_id(), 'risk.missed_window_days'))::int) as classes_from, private.zone() as zone),
  facts as (
    select q.student_id, q.seen_at is null as never_started, q.days as quiet, w.days as watching, h.days as work, m.missed
    from private.quiet_students(p_today) as q cross join needs as n
    left join lateral (
      select p_today - (u.unlocked_at at time zone n.zone)::date as days, d.completed_at
      from public.sequential_unlocks as u
      left join public.student_recordings as d on d.organization_id = u.organization_id and d.student_id = u.student_id and d.recording_id = u.recording_id
      where u.organization_id = private.org_id() and u.student_id = q.student_id and u.revoked_at is null
      order by u.unlocked_at desc, u.id limit 1) as w on w.completed_at is null
    left join lateral (
      select p_today - (u.unlocked_at at time zone n.zone)::date as days, a.id as assignment
      from public.sequential_unlocks as u
      join public.assignments as a on a.organization_id = u.organization_id and a.recording_id = u.recording_id and a.is_active
      where u.organization_id = private.org_id() and u.student_id = q.student_id and u.revoked_at is null
      order by u.unlocked_at desc, u.id limit 1) as h on not exists (
        select from public.student_assignments as v
        where v.organization_id = private.org_id() and v.student_id = q.student_id and v.assignment_id = h.assignment)
    cross join lateral (
      select count(*)::int as missed from public.session_attendance as a
      join public.success_sessions as c on c.organization_id = a.organization_id and c.id = a.session_id
      where a.organization_id = private.org_id() and a.student_id = q.student_id and a.status = 'absent'
        and c.status = 'completed' and c.start_time >= n.classes_from) as m),
  fired as (
    select f.student_id, f.never_started, r.name, r.value, r.needed, case when r.name = 'never_started' then r.value else r.value - r.needed end as held
    from facts as f cross join needs as n
    cross join lateral (values
      (case when f.never_started then 'never_started' else 'no_login' end, f.quiet, n.login),
      ('stuck_recording', f.watching, n.watching), ('stuck_assignment', f.work, n.work),
      ('missed_sessions', f.missed, n.classes)) as r (name, value, needed)
    where r.needed > 0 and r.value >= r.needed)
  select f.student_id, bool_or(f.name = 'never_started'),
         p_today - coalesce(max(f.held) filter (where f.name <> 'missed_sessions'), 0),
         jsonb_object_agg(f.name, jsonb_build_object('value', f.value, 'needed', f.needed))
  from fired as f group by f.student_id
$$;

-- Did somebody care while an episode was open? A note, a message, a notice to the mentor.
create or replace function private.was_cared_for(p_student uuid, p_since date) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.user_activity_logs as l
                 where l.organization_id = private.org_id() and l.student_id = p_student and l.activity_type in ('admin_note', 'recovery_contact')
                   and l.occurred_at >= private.start_of_day(p_since))
      or exists (select from public.notifications as n join public.students as s on s.organization_id = n.organization_id and s.id = p_student
                 where n.user_id = s.mentor_id and n.type = 'at_risk_student_alert' and n.payload ->> 'student_id' = p_student::text
                   and n.created_at >= private.start_of_day(p_since))
$$;

-- The nightly job for the organisation that it works for, or a superadmin or admin by hand: episodes open, go on, or close on
-- the second night without a reason; whoever is no candidate any more has left. What closed within three days and begins
-- again is the same episode. A second run of a day finds nothing. Returns how many of each. Raises risk.not_allowed 42501.
create or replace function private.run_risk_check() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  today constant date := private.today();
  counts jsonb;
begin
  if here is null or not private.at_work() and not private.has_power('superadmin', 'admin') then
    raise exception 'risk.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.risk ' || here, 0));
  counts := jsonb_build_object('left', private.close_episodes_of_leavers(today));
  counts := counts || private.open_episodes(today) || jsonb_build_object('closed', private.close_quiet_episodes(today));
  perform private.log_admin_action(here, 'job.risk', 'risk_episodes', null, format('Students at risk on %s.', to_char(today, 'FMDD Mon YYYY')), null,
                                   counts || jsonb_build_object('day', today));
  return counts;
end $$;

create or replace function private.close_episodes_of_leavers(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  gone int;
begin
  update dashboard.risk_episodes as e set closed_on = p_today, why_closed = 'left', checked_on = p_today
    from public.students as s
    where s.organization_id = e.organization_id and s.id = e.student_id and e.closed_on is null and s.lms_status <> 'active';
  get diagnostics gone = row_count;
  return gone;
end $$;

create or replace function private.open_episodes(p_today date) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  again int;
  fresh int;
begin
  update dashboard.risk_episodes as e
    set reasons = r.reasons, never_started = r.never_started, quiet_nights = 0, checked_on = p_today
    from private.risk_reasons(p_today) as r
    where e.student_id = r.student_id and e.organization_id = private.org_id() and e.closed_on is null;
  update dashboard.risk_episodes as e
    set closed_on = null, why_closed = null, reasons = r.reasons, never_started = r.never_started, quiet_nights = 0, checked_on = p_today
    from private.risk_reasons(p_today) as r
    where e.student_id = r.student_id and e.organization_id = private.org_id() and e.why_closed in ('learner', 'team')
      and e.closed_on = (select max(x.closed_on) from dashboard.risk_episodes as x where x.organization_id = e.organization_id and x.student_id = e.student_id)
      and e.closed_on >= p_today - 3
      and not exists (select from dashboard.risk_episodes as x
                      where x.organization_id = e.organization_id and x.student_id = e.student_id and x.closed_on is null);
  get diagnostics again = row_count;
  insert into dashboard.risk_episodes (organization_id, student_id, opened_on, never_started, reasons, checked_on)
    select private.org_id(), r.student_id,
           -- never before an earlier one ended
           greatest(r.since, (select max(x.closed_on) + 1 from dashboard.risk_episodes as x
                              where x.organization_id = private.org_id() and x.student_id = r.student_id and x.closed_on < p_today)),
           r.never_started, r.reasons, p_today
    from private.risk_reasons(p_today) as r
    on conflict (organization_id, student_id) where closed_on is null do nothing;
  get diagnostics fresh = row_count;
  return jsonb_build_object('opened', fresh, 'reopened', again);
end $$;

create or replace function private.close_quiet_episodes(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  closed int;
begin
  update dashboard.risk_episodes as e set quiet_nights = e.quiet_nights + 1, checked_on = p_today
    where e.organization_id = private.org_id() and e.closed_on is null and e.checked_on < p_today;
  update dashboard.risk_episodes as e
    set closed_on = p_today,
        why_closed = case when private.rules_changed(e.reasons) then 'rules'
                          when private.was_cared_for(e.student_id, e.opened_on) then 'team' else 'learner' end
    where e.organization_id = private.org_id() and e.closed_on is null and e.quiet_nights >= 2;
  get diagnostics closed = row_count;
  return closed;
end $$;

-- Does one of these reasons need something else now than it did then?
create or replace function private.rules_changed(p_reasons jsonb) returns boolean
language sql stable security definer set search_path = '' as $$
  select bool_or((r.value ->> 'needed')::int is distinct from (private.setting(private.org_id(),
    case r.key when 'stuck_recording' then 'risk.stuck_recording_days' when 'stuck_assignment' then 'risk.stuck_assignment_days'
               when 'missed_sessions' then 'risk.missed_sessions_count' else 'risk.no_login_days' end))::int)
  from jsonb_each(p_reasons) as r
$$;

-- Superadmin and admin all, a mentor their own: the open episodes with days and severity, critical first, longest first;
-- `total` counts all that were asked for. Critical: two reasons, or more days than the setting. Others are refused:
-- risk.not_allowed 42501.
create or replace function private.at_risk_students(
  p_severity text default null, p_search text default null, p_limit int default 50, p_offset int default 0)
returns table (student_id uuid, student_code text, full_name text, mentor_id uuid, severity text, days int, opened_on date,
               never_started boolean, reasons jsonb, total bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  office constant boolean := private.has_power('superadmin', 'admin');
begin
  if not office and not private.has_power('mentor') then
    raise exception 'risk.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  return query
    select r.*, count(*) over ()
    from (
      select s.id, s.student_code, s.full_name, e.mentor_id,
             case when (select count(*) from jsonb_object_keys(e.reasons)) >= 2
                    or private.today() - e.opened_on > (private.setting(private.org_id(), 'risk.critical_days'))::int then 'critical' else 'warning' end as how,
             private.today() - e.opened_on as for_days, e.opened_on, e.never_started, e.reasons
      from dashboard.risk_episodes as e join public.students as s on s.organization_id = e.organization_id and s.id = e.student_id
      where e.organization_id = private.org_id() and e.closed_on is null and (office or e.mentor_id = private.actor_id())
        and (p_search is null or position(lower(btrim(p_search)) in s.name_key) > 0 or s.student_code = upper(btrim(p_search)))) as r
    where p_severity is null or r.how = p_severity
    order by r.how, r.for_days desc, r.student_code
    limit least(p_limit, 200) offset p_offset;
end $$;

revoke all on function private.risk_reasons(date), private.was_cared_for(uuid, date), private.rules_changed(jsonb),
  private.at_risk_students(text, text, int, int) from public;
grant execute on function private.risk_reasons(date), private.was_cared_for(uuid, date), private.rules_changed(jsonb) to growthos_operations;
call private.hand_to_operations(
  'private.run_risk_check()', 'private.close_episodes_of_leavers(date)', 'private.open_episodes(date)', 'private.close_quiet_episodes(date)');
grant execute on function private.run_risk_check() to growthos_staff, growthos_worker;
grant execute on function private.at_risk_students(text, text, int, int) to authenticated;
