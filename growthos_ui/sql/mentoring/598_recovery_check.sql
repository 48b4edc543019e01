-- Repeatable. The daily look at quiet learners (domain rules of recovery): who came back, whom to write to again, whom to
-- write to for the first time, and who is lost. Belongs to growthos_operations; a second run of a day finds nothing.

-- The job for the organisation that it works for, or a superadmin or admin by hand. Messages wait until staff or a provider
-- sends them; with the flag recovery_messages off none are made. Returns how many of each. Raises recovery.not_allowed 42501.
create or replace function private.run_daily_recovery_check() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  today constant date := private.today();
  writes constant boolean := private.is_feature_enabled('recovery_messages');
  counts jsonb;
begin
  if here is null or not private.at_work() and not private.has_power('superadmin', 'admin') then
    raise exception 'recovery.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.recovery ' || here, 0));
  counts := jsonb_build_object('recovered', private.find_recovered(today));
  counts := counts || jsonb_build_object(
    'churned', private.find_churned(today),
    'next_attempts', case when writes then private.prepare_next_attempts(today) else 0 end,
    'newly_inactive', case when writes then private.open_recovery_cycles(today) else 0 end,
    'settled', private.settle_recovered(today));
  update public.student_recovery_messages set last_checked_on = today
    where organization_id = here and status in ('pending', 'sent', 'failed') and last_checked_on is distinct from today;
  perform private.log_admin_action(here, 'job.recovery_check', 'student_recovery_messages', null,
    format('Quiet students of %s.', to_char(today, 'FMDD Mon YYYY')), null, counts || jsonb_build_object('day', today));
  return counts;
end $$;

-- Seen after the message was sent: back.
create or replace function private.find_recovered(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  one record;
  done int := 0;
begin
  for one in
    select distinct on (m.student_id) m.id
    from public.student_recovery_messages as m join private.quiet_students(p_today) as q on q.student_id = m.student_id
    where m.organization_id = private.org_id() and m.status in ('sent', 'responded') and q.seen_at > m.sent_at
      -- an answer counts as coming back only with activity within 14 days
      and (m.status <> 'responded' or q.seen_at <= m.responded_at + interval '14 days')
    order by m.student_id, m.sent_at desc
  loop
    done := done + private.mark_student_recovered(one.id)::int;
  end loop;
  return done;
end $$;

-- Away for longer than the setting, and every attempt used: lost, and the admins hear of it.
create or replace function private.find_churned(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  one record;
  done int := 0;
begin
  for one in
    select s.id, s.full_name, s.student_code, m.cycle
    from private.quiet_students(p_today) as q
    join public.students as s on s.id = q.student_id and s.recovery_status <> 'churned'
    join lateral (
      select m.recovery_cycle as cycle, count(*) filter (where m.sent_at is not null) as attempts, bool_or(m.status in ('pending', 'failed')) as waits
      from public.student_recovery_messages as m where m.student_id = s.id and m.status <> 'recovered'
      group by 1 order by 1 desc limit 1) as m on true
    where q.days > (private.setting(private.org_id(), 'recovery.churn_days'))::int and not m.waits
      and m.attempts >= least(3, (private.setting(private.org_id(), 'recovery.max_attempts'))::int)
  loop
    update public.student_recovery_messages set status = 'expired' where student_id = one.id and status = 'sent';
    update public.students set recovery_status = 'churned' where id = one.id;
    perform private.notify_roles(private.org_id(), array['admin'], 'student_churned', format('%s did not come back', one.full_name), '',
      '/students/' || one.student_code, format('%s %s', one.id, one.cycle), jsonb_build_object('student_code', one.student_code));
    done := done + 1;
  end loop;
  return done;
end $$;

-- Still away some days after the last attempt: the next one waits to be sent. One that failed is tried again as it is.
create or replace function private.prepare_next_attempts(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  made int;
begin
  update public.student_recovery_messages set status = 'pending'
    where organization_id = private.org_id() and status = 'failed' and last_checked_on < p_today;
  insert into public.student_recovery_messages
      (organization_id, student_id, recovery_cycle, attempt_number, channel, message_type, days_inactive)
    select private.org_id(), q.student_id, l.recovery_cycle, l.attempt_number + 1, l.channel,
           case l.attempt_number when 1 then 'second_attempt' else 'final_attempt' end, q.days
    from private.quiet_students(p_today) as q
    join lateral (select m.* from public.student_recovery_messages as m where m.student_id = q.student_id
                  order by m.recovery_cycle desc, m.attempt_number desc limit 1) as l on l.status = 'sent'
    where q.days >= (private.setting(private.org_id(), 'recovery.inactive_days'))::int
      and l.attempt_number < least(3, (private.setting(private.org_id(), 'recovery.max_attempts'))::int)
      and (l.sent_at at time zone private.zone())::date + (private.setting(private.org_id(), 'recovery.days_between'))::int <= p_today
    on conflict (organization_id, student_id, recovery_cycle, attempt_number) do nothing;
  get diagnostics made = row_count;
  return made;
end $$;

-- Away long enough, nobody writes to them yet and nobody did within a day: a first message waits to be sent.
create or replace function private.open_recovery_cycles(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  made int;
begin
  insert into public.student_recovery_messages
      (organization_id, student_id, recovery_cycle, attempt_number, channel, message_type, days_inactive)
    select private.org_id(), q.student_id, coalesce(l.recovery_cycle, 0) + 1, 1,
           case when private.may_write_by_whatsapp(q.student_id) then 'whatsapp' else 'email' end, 'first_attempt', q.days
    from private.quiet_students(p_today) as q
    join public.students as s on s.id = q.student_id and s.recovery_status <> 'churned'
    left join lateral (select m.* from public.student_recovery_messages as m where m.student_id = q.student_id
                       order by m.recovery_cycle desc, m.attempt_number desc limit 1) as l on true
    where q.days >= (private.setting(private.org_id(), 'recovery.inactive_days'))::int
      and (l.id is null or l.status in ('recovered', 'expired', 'responded')
                           and coalesce(l.sent_at, l.created_at) <= private.now() - interval '1 day')
    on conflict (organization_id, student_id, recovery_cycle, attempt_number) do nothing;
  get diagnostics made = row_count;
  update public.students set recovery_status = 'recovering'
    where organization_id = private.org_id() and recovery_status not in ('recovering', 'churned')
      and id in (select m.student_id from public.student_recovery_messages as m
                 where m.organization_id = private.org_id() and m.status = 'pending');
  return made;
end $$;

-- Back for a week, or back after having been lost: active as anybody.
create or replace function private.settle_recovered(p_today date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  settled int;
begin
  update public.students as s set recovery_status = 'active'
    from private.quiet_students(p_today) as q
    where q.student_id = s.id and q.days < (private.setting(private.org_id(), 'recovery.inactive_days'))::int
      and (s.recovery_status = 'churned'
           or s.recovery_status = 'recovered' and not exists (
             select from public.student_recovery_messages as m
             where m.student_id = s.id and m.recovered_at > private.now() - interval '7 days'));
  get diagnostics settled = row_count;
  return settled;
end $$;

call private.hand_to_operations(
  'private.run_daily_recovery_check()', 'private.find_recovered(date)', 'private.find_churned(date)',
  'private.prepare_next_attempts(date)', 'private.open_recovery_cycles(date)', 'private.settle_recovered(date)');
grant execute on function private.run_daily_recovery_check() to growthos_staff, growthos_worker;
