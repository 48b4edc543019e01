-- Repeatable. Who loses access in a night, and why; and who keeps it for a while although a payment is late. The job and its
-- preview ask the same functions, so the list of the evening is what the night does.

-- The late part that closes the access of each learner who has one, whatever their state: the oldest, after grace. Nobody where the
-- organisation does not suspend for fees. The key of what is owed first holds no part on which nothing is to come, so its index answers alone.
create or replace function private.late_learners(p_organization uuid, p_day date)
returns table (student_id uuid, installment_id uuid, days_late int)
language sql stable security definer set search_path = '' as $$
  select distinct on (p.student_id) p.student_id, p.id, p_day - p.due_key
  from public.installment_plans as p
  where p.organization_id = p_organization and (select private.flag(p_organization, 'auto_fee_suspension'))
    and p.due_key < p_day - (select (private.setting(p_organization, 'fees.grace_days'))::int)
  order by p.student_id, p.due_key, p.id
$$;

-- Who is held on a day: nobody is suspended for money until it is over.
create or replace function private.held_learners(p_organization uuid, p_day date) returns table (student_id uuid, until date, reason text, held_by uuid)
language sql stable security definer set search_path = '' as $$
  select h.student_id, h.until, h.reason, h.held_by from dashboard.suspension_holds as h
  where h.organization_id = p_organization and h.lifted_at is null and h.until >= p_day
$$;

-- Who loses access for fees on a day, and for which part.
create or replace function private.to_suspend_for_fees(p_organization uuid, p_day date)
returns table (student_id uuid, installment_id uuid, days_late int)
language sql stable security definer set search_path = '' as $$
  select l.student_id, l.installment_id, l.days_late
  from private.late_learners(p_organization, p_day) as l
  join public.students as s on s.id = l.student_id and s.lms_status = 'active'
  where l.student_id not in (select h.student_id from private.held_learners(p_organization, p_day) as h)
$$;

-- Newcomers who never paid: not let in yet, no money of theirs anywhere, and the first part of a bill that stands is so many days past its
-- due day as the settings say. The place is kept. With the part and its days.
create or replace function private.unpaid_newcomers(p_organization uuid, p_day date)
returns table (student_id uuid, installment_id uuid, days_late int)
language sql stable security definer set search_path = '' as $$
  select distinct on (s.id) s.id, p.id, p_day - p.effective_due_date
  from public.students as s
  join public.installment_plans as p on p.organization_id = s.organization_id and p.student_id = s.id and p.installment_number = 1
  where s.organization_id = p_organization and s.lms_status = 'inactive'
    and p.status <> 'cancelled' and p.remaining_milli > 0
    and p.effective_due_date <= p_day - (select (private.setting(p_organization, 'fees.unpaid_newcomer_days'))::int)
    and not exists (select from public.installment_plans as any_part
                    where any_part.organization_id = s.organization_id and any_part.student_id = s.id and any_part.amount_paid > 0)
    and not exists (select from public.course_enrollments as e
                    where e.organization_id = s.organization_id and e.student_id = s.id and e.status in ('active', 'completed')
                      and private.is_settled(e.payment_status))
  order by s.id, p.effective_due_date, p.id
$$;

-- Whose time of access has run out by the night of a day, with no other place to go on.
create or replace function private.without_access(p_organization uuid, p_day date) returns table (student_id uuid)
language sql stable security definer set search_path = '' as $$
  with clock as materialized (
    select case when p_day > (private.now() at time zone o.timezone)::date
      then (p_day + time '00:05') at time zone o.timezone
      else least(private.now(), (p_day + 1)::timestamp at time zone o.timezone) end as at
    from public.organizations as o where o.id = p_organization)
  select s.id
  from public.students as s cross join clock
  where s.organization_id = p_organization and s.lms_status = 'active'
    and s.id in (select e.student_id from public.course_enrollments as e
                 where e.organization_id = p_organization and e.status = 'active' and e.origin = 'app'
                   and e.access_expires_at <= (select c.at from clock as c))
    and not exists (select from public.course_enrollments as e
                    where e.organization_id = s.organization_id and e.student_id = s.id
                      and private.is_live(e.status, e.access_expires_at, clock.at))
$$;

-- Everybody whom the night of a day suspends, one row each, with the cause that does it: fees, plan, access or newcomer. Who is held and
-- would lose access otherwise stands there too, with the end of the hold.
create or replace function private.suspensions_of(p_organization uuid, p_day date)
returns table (student_id uuid, cause text, installment_id uuid, days_late int, held_until date, held_because text, held_by uuid)
language sql stable security definer set search_path = '' as $$
  select distinct on (c.student_id) c.student_id, c.cause, c.installment_id, c.days_late, h.until, h.reason, h.held_by
  from (
    select 1 as place, 'fees' as cause, l.student_id, l.installment_id, l.days_late
      from private.late_learners(p_organization, p_day) as l
      join public.students as s on s.id = l.student_id and s.lms_status = 'active'
    union all
    select 2, 'plan', s.id, null, null from public.students as s
      where s.organization_id = p_organization and s.suspend_on <= p_day and s.lms_status in ('active', 'inactive')
    union all
    select 3, 'access', w.student_id, null, null from private.without_access(p_organization, p_day) as w
    union all
    select 4, 'newcomer', n.student_id, n.installment_id, n.days_late from private.unpaid_newcomers(p_organization, p_day) as n) as c
  left join private.held_learners(p_organization, p_day) as h on h.student_id = c.student_id and c.cause in ('fees', 'newcomer')
  order by c.student_id, h.until is not null, c.place
$$;

-- The coming night of the acting organisation, for superadmin, admin and finance; of others nothing. `on_day` is the day that it begins,
-- `late_key` the days late, -1 where nothing is.
create or replace function private.suspensions_tonight()
returns table (student_id uuid, on_day date, cause text, installment_id uuid, days_late int, late_key int, held_until date, held_because text, held_by_name text)
language plpgsql stable security definer set search_path = '' as $$
declare
  tonight constant date := private.today() + 1;
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    return;
  end if;
  return query
    select n.student_id, tonight, n.cause, n.installment_id, n.days_late, coalesce(n.days_late, -1), n.held_until, n.held_because, u.full_name
    from private.suspensions_of(private.org_id(), tonight) as n
    left join public.users as u on u.id = n.held_by;
end $$;

-- Keeps a learner's access although a payment is late, until the end of a day, for a reason. Superadmin, admin and finance. One hold at a
-- time: a new one takes the place of the old. Whether anything changed. Raises finance.not_allowed 42501, finance.reason_required,
-- finance.hold_day 22023, people.student_missing P0002.
create or replace function private.hold_suspension(p_student uuid, p_until date, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  why constant text := btrim(coalesce(p_reason, ''));
  here uuid;
  before dashboard.suspension_holds;
begin
  perform private.require_more_time(p_reason);
  if length(why) not between 3 and 500 then
    raise exception 'finance.hold_reason' using errcode = '22023', detail = '{"field": "reason"}';
  elsif p_until is null or p_until not between private.today() + 1 and private.today() + 90 then
    raise exception 'finance.hold_day' using errcode = '22023',
      detail = jsonb_build_object('field', 'until', 'first', private.today() + 1, 'last', private.today() + 90)::text;
  end if;
  select s.organization_id into here from public.students as s where s.id = p_student for no key update;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  select h.* into before from dashboard.suspension_holds as h where h.student_id = p_student and h.lifted_at is null;
  if (before.until, before.reason) is not distinct from (p_until, why) then
    return false;
  end if;
  update dashboard.suspension_holds set lifted_at = private.now(), lifted_by = private.actor_id() where id = before.id;
  insert into dashboard.suspension_holds (organization_id, student_id, until, reason) values (here, p_student, p_until, why);
  perform private.log_admin_action(here, 'suspension_held', 'students', p_student, format('Not suspended for fees until %s: %s', p_until, why),
    jsonb_build_object('until', before.until), jsonb_build_object('until', p_until, 'reason', why), p_student);
  return true;
end $$;

-- Takes a hold back; the next night decides. Whether there was one. Raises finance.not_allowed 42501, people.student_missing P0002.
create or replace function private.lift_hold(p_student uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  here uuid;
  held date;
begin
  perform private.require_more_time('not asked');
  select s.organization_id into here from public.students as s where s.id = p_student for no key update;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  update dashboard.suspension_holds set lifted_at = private.now(), lifted_by = private.actor_id()
    where student_id = p_student and lifted_at is null returning until into held;
  if held is null then
    return false;
  end if;
  perform private.log_admin_action(here, 'suspension_hold_lifted', 'students', p_student, 'The hold was taken back.',
    jsonb_build_object('until', held), null, p_student);
  return true;
end $$;

revoke all on function private.late_learners(uuid, date), private.held_learners(uuid, date), private.to_suspend_for_fees(uuid, date),
  private.unpaid_newcomers(uuid, date), private.without_access(uuid, date), private.suspensions_of(uuid, date),
  private.suspensions_tonight() from public;
grant execute on function private.late_learners(uuid, date), private.held_learners(uuid, date), private.unpaid_newcomers(uuid, date),
  private.without_access(uuid, date) to growthos_operations;
call private.hand_to_operations('private.hold_suspension(uuid, date, text)', 'private.lift_hold(uuid)');
grant execute on function private.hold_suspension(uuid, date, text), private.lift_hold(uuid), private.suspensions_tonight() to growthos_staff;
