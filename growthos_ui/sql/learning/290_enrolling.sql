-- Repeatable. What holds when a learner gets a place in a course (T9) and when access opens or closes (T10).

-- T9: a new place is in an active course, once, at the course's price and for its time. An import brings its
-- own past: places in old courses, cancelled ones, without a price.
create or replace function private.prepare_enrollment() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  course public.courses;
begin
  if new.origin = 'import' then
    new.list_price := coalesce(new.list_price, 0);
    new.final_price := coalesce(new.final_price, 0);
    new.currency := coalesce(new.currency, private.default_currency(new.organization_id));
    return new;
  end if;
  select c.* into course from public.courses as c where c.organization_id = new.organization_id and c.id = new.course_id;
  if course.id is null then
    raise exception 'enrolment.course_missing' using errcode = 'P0002', detail = '{"field": "course_id"}';
  elsif not course.is_active then
    raise exception 'enrolment.course_closed' using errcode = '55000', detail = '{"field": "course_id"}';
  elsif exists (select from public.course_enrollments as e
                where e.organization_id = new.organization_id and e.student_id = new.student_id
                  and e.course_id = new.course_id and e.status <> 'cancelled') then
    raise exception 'enrolment.duplicate' using errcode = '23505', detail = '{"field": "course_id"}';
  end if;
  new.access_expires_at := coalesce(new.access_expires_at, new.enrolled_at + course.access_duration_days * interval '1 day');
  new.currency := coalesce(new.currency, course.currency, private.default_currency(new.organization_id));
  new.list_price := round(coalesce(new.list_price, course.price, (private.setting(new.organization_id, 'fees.standard_amount'))::numeric),
                          private.currency_exponent(new.currency));
  new.final_price := coalesce(new.final_price, private.discounted(new.list_price, new.currency,
    jsonb_build_object('amount', new.discount_amount, 'percentage', new.discount_percentage)));
  -- nothing to pay is nothing to wait for; a part of a pathway follows its parent instead
  if new.final_price = 0 and new.payment_status = 'pending' and new.source = 'direct' then
    new.payment_status := 'waived';
  end if;
  return new;
end $$;

-- What an organisation counts in where a course does not say.
create or replace function private.default_currency(p_organization uuid) returns char(3)
language sql stable security definer set search_path = '' as $$
  select coalesce((select c.default_currency from public.company_settings as c where c.organization_id = p_organization), 'USD')
$$;

-- Settled: what has to be paid before content opens is paid. Finance will set payment_status from the first
-- installment; until then it is the only word on money that access reads.
create or replace function private.is_settled(p_payment_status text) returns boolean
language sql immutable parallel safe as $$
  select p_payment_status in ('partial', 'paid', 'waived')
$$;

-- A live place: active or completed, and not expired.
create or replace function private.is_live(p_status text, p_expires_at timestamptz, p_now timestamptz) returns boolean
language sql immutable parallel safe as $$
  select p_status in ('active', 'completed') and (p_expires_at is null or p_expires_at > p_now)
$$;

-- students.course_access of these learners, from the facts. Expiry alone changes nothing here by itself: the
-- daily job calls this too.
create or replace function private.refresh_course_access(p_students uuid[]) returns int
language plpgsql security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
declare
  changed int;
begin
  perform private.plan_for(cardinality(p_students));
  update public.students as s
    set course_access = f.reaches
    from (
      select st.id, u.is_active and not u.login_blocked and st.lms_status = 'active' and exists (
               select from public.course_enrollments as e
               where e.organization_id = st.organization_id and e.student_id = st.id and e.status = 'active'
                 and private.is_live(e.status, e.access_expires_at, private.now()) and private.is_settled(e.payment_status)
             ) as reaches
      from public.students as st
      join public.users as u on u.organization_id = st.organization_id and u.id = st.user_id
      where st.id = any (p_students)
    ) as f
    where s.id = f.id and s.course_access is distinct from f.reaches;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- T10: after a place was made or its state changed. The first recording opens with the access, and whatever was earned
-- while there was none.
create or replace function private.settle_access() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  students uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct student_id) into students from new_rows;
  else
    select array_agg(distinct d.student_id) into students
    from (select id, student_id, status, payment_status, access_expires_at from new_rows
          except select id, student_id, status, payment_status, access_expires_at from old_rows) as d;
  end if;
  if students is not null then
    perform private.refresh_course_access(students);
    perform private.open_first_recordings(students);
    perform private.sync_places(students);
  end if;
  return null;
end $$;

-- The initial unlock: the first recording of every live, settled place that was made here. Idempotent.
create or replace function private.open_first_recordings(p_students uuid[]) returns int
language plpgsql security definer set search_path = '' set plan_cache_mode = auto
  set enable_nestloop = on as $$
declare
  opened int;
begin
  perform private.plan_for(cardinality(p_students));
  insert into public.sequential_unlocks (organization_id, student_id, recording_id, unlock_type, prerequisites_met)
    select e.organization_id, e.student_id, q.recording_id, 'initial', true
    from public.course_enrollments as e
    join public.students as s on s.organization_id = e.organization_id and s.id = e.student_id and s.lms_status in ('active', 'complete')
    cross join lateral (select * from private.course_sequence(e.course_id) order by place limit 1) as q
    where e.student_id = any (p_students) and e.origin = 'app' and e.status = 'active'
      and private.is_live(e.status, e.access_expires_at, private.now()) and private.is_settled(e.payment_status)
    -- what was opened by hand and taken back opens anew, now by right
    on conflict (organization_id, student_id, recording_id) do update set unlock_type = excluded.unlock_type,
      prerequisites_met = true, unlocked_at = private.now(), unlocked_by = null, reason = null, revoked_at = null, revoked_by = null
      where sequential_unlocks.revoked_at is not null;
  get diagnostics opened = row_count;
  return opened;
end $$;

create or replace trigger prepare_enrollment before insert on public.course_enrollments
  for each row execute function private.prepare_enrollment();
create or replace trigger settle_access_added after insert on public.course_enrollments
  referencing new table as new_rows for each statement execute function private.settle_access();
create or replace trigger settle_access_changed after update on public.course_enrollments
  referencing old table as old_rows new table as new_rows for each statement execute function private.settle_access();

-- The courses of a pathway follow the place that carries the bill: what is paid or given back, paused, taken up or cancelled.
-- What was completed meanwhile stays so, unless the whole is cancelled.
create or replace function private.follow_pathway() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.course_enrollments as part
    set payment_status = new.payment_status,
        status = case when new.status = 'completed' or part.status = 'completed' and new.status <> 'cancelled' then part.status else new.status end
    where part.organization_id = new.organization_id and part.parent_enrollment_id = new.id and part.status <> 'cancelled';
  return null;
end $$;

create or replace trigger follow_pathway after update of status, payment_status on public.course_enrollments
  for each row when (new.source = 'direct' and (old.status, old.payment_status) is distinct from (new.status, new.payment_status))
  execute function private.follow_pathway();

-- Access also hangs on the learner's account.
create or replace function private.settle_access_of_person() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  students constant uuid[] := array(select s.id from public.students as s where s.organization_id = new.organization_id and s.user_id = new.id);
begin
  perform private.refresh_course_access(students);
  perform private.open_first_recordings(students);
  perform private.sync_places(students);
  return null;
end $$;

-- And on the learner's state. A night suspends thousands in one statement: they are settled in one go.
create or replace function private.settle_access_of_people() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  students constant uuid[] := array(
    select d.id from (select n.id, n.lms_status from new_rows as n except select o.id, o.lms_status from old_rows as o) as d);
begin
  if students <> '{}' then
    perform private.refresh_course_access(students);
    perform private.open_first_recordings(students);
    perform private.sync_places(students);
  end if;
  return null;
end $$;

create or replace trigger settle_access after update on public.students
  referencing old table as old_rows new table as new_rows for each statement execute function private.settle_access_of_people();
create or replace trigger settle_access after update of is_active, login_blocked on public.users
  for each row when ((old.is_active, old.login_blocked) is distinct from (new.is_active, new.login_blocked) and new.role = 'student')
  execute function private.settle_access_of_person();

revoke all on function private.default_currency(uuid), private.is_settled(text), private.is_live(text, timestamptz, timestamptz),
  private.refresh_course_access(uuid[]), private.open_first_recordings(uuid[]) from public;
