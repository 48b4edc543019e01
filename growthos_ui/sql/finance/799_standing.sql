-- Repeatable. Installments summed up when something changes and not when somebody looks.

-- The days at whose end a part was otherwise than before: terms changed or the ledger grew, and both were known. The last has
-- no end. `ends` is when the day is over at the school. Asks as whoever calls.
create or replace function private.days_of(p_parts uuid[])
returns table (part uuid, organization_id uuid, since date, until date, ends timestamptz)
language plpgsql stable set search_path = '' set enable_nestloop = on set plan_cache_mode = auto as $$
#variable_conflict use_column
begin
  -- Of rows that this very transaction added no statistics know: thousands, joined one by one, were a minute. They are hashed.
  if cardinality(p_parts) > 500 then
    perform set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  return query
  select e.part, e.organization_id, e.day, lead(e.day) over (partition by e.part order by e.day), (e.day + 1)::timestamp at time zone e.timezone
  from (
    select p.id as part, p.organization_id, o.timezone,
           greatest((t.valid_from at time zone o.timezone)::date, (t.recorded_at at time zone o.timezone)::date) as day
    from public.installment_plans as p
    join public.organizations as o on o.id = p.organization_id
    join dashboard.installment_terms as t on t.organization_id = p.organization_id and t.installment_id = p.id
    where p.id in (select unnest(p_parts))
    union
    select p.id, p.organization_id, o.timezone, greatest(l.occurred_on, (l.created_at at time zone o.timezone)::date)
    from public.installment_plans as p
    join public.organizations as o on o.id = p.organization_id
    join public.installment_payments as l on l.organization_id = p.organization_id and l.installment_id = p.id
    where p.id in (select unnest(p_parts))) as e;
end $$;

-- What parts were at, and are: for each stretch of days the terms that held when it began, and what the ledger had done by then.
create or replace function private.past_of(p_parts uuid[]) returns setof dashboard.installment_past
language sql stable set search_path = '' as $$
  select d.part, d.since, coalesce(d.until, 'infinity'), d.organization_id, t.student_id, t.currency, i.course_id, e.batch_id, p.mentor_id, e.enrolled_by,
         t.issue_date, t.effective_due_date, t.is_cancelled, t.amount_milli, l.paid, l.credited, l.written_off,
         case when t.is_cancelled then 0 else greatest(t.amount_milli - l.paid - l.credited - l.written_off, 0) end,
         case when t.is_cancelled then 0 else greatest(t.penalty_milli - l.fee, 0) end, l.punctual
  from private.days_of(p_parts) as d
  join public.installment_plans as p on p.organization_id = d.organization_id and p.id = d.part
  join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
  join public.course_enrollments as e on e.organization_id = i.organization_id and e.id = i.enrollment_id
  cross join lateral (
    select h.* from dashboard.installment_terms as h
    where h.organization_id = d.organization_id and h.installment_id = d.part and h.valid_from < d.ends and h.recorded_at < d.ends
    order by h.place desc limit 1) as t
  cross join lateral (
    select coalesce(sum(case y.entry_type when 'payment' then y.principal_milli when 'refund' then -y.principal_milli end), 0)::bigint as paid,
           coalesce(sum(y.principal_milli) filter (where y.entry_type = 'adjustment'), 0)::bigint as credited,
           coalesce(sum(y.principal_milli) filter (where y.entry_type = 'write_off'), 0)::bigint as written_off,
           coalesce(sum(case y.entry_type when 'refund' then -1 else 1 end * (y.amount_milli - y.principal_milli)), 0)::bigint as fee,
           coalesce(sum(case y.entry_type when 'payment' then y.principal_milli when 'refund' then -y.principal_milli end)
                      filter (where coalesce(back.occurred_on, y.occurred_on) <= t.effective_due_date), 0)::bigint as punctual
    from public.installment_payments as y
    left join public.installment_payments as back on back.id = y.reverses_id
    where y.organization_id = d.organization_id and y.installment_id = d.part and y.occurred_on <= d.since and y.created_at < d.ends) as l
$$;

-- The row of each part is made again from the facts; what it was is taken from the sums, and what it is now is added to them.
-- Differences commute, so that two writers need no count from scratch. Belongs to the owner, like all that follows from the ledger.
create or replace function private.recount_standing(p_parts uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  left_empty tid[];
begin
  -- Whoever changes the same installment waits here, and then reads what the other has written.
  perform from dashboard.installment_standing as s where s.id in (select unnest(p_parts)) order by s.id for update;
  with facts as materialized (
    select p.id, p.organization_id, p.student_id, p.currency, i.course_id, e.batch_id, p.mentor_id, e.enrolled_by, p.issue_date,
           p.effective_due_date, p.status = 'cancelled' as is_cancelled, p.amount_milli,
           ((p.amount_paid - p.amount_refunded - p.penalty_paid) * 1000)::bigint as paid_milli,
           (p.amount_credited * 1000)::bigint as credited_milli, (p.amount_written_off * 1000)::bigint as written_off_milli,
           p.remaining_milli, p.penalty_remaining_milli as fee_milli, coalesce(came.milli, 0) as punctual_milli, d.since
    from private.days_of(p_parts) as d
    -- By its id alone: with the organisation beside it, days and bills that no statistics know were joined each with each.
    join public.installment_plans as p on p.id = d.part
    join public.invoices as i on i.organization_id = p.organization_id and i.id = p.invoice_id
    join public.course_enrollments as e on e.organization_id = i.organization_id and e.id = i.enrollment_id
    left join lateral (
      select sum(case l.entry_type when 'refund' then -l.principal_milli else l.principal_milli end)::bigint as milli
      from public.installment_payments as l
      left join public.installment_payments as returned on returned.id = l.reverses_id
      where l.organization_id = p.organization_id and l.installment_id = p.id and l.entry_type in ('payment', 'refund')
        and coalesce(returned.occurred_on, l.occurred_on) <= p.effective_due_date) as came on true
    where d.until is null),
  was as materialized (select s.* from dashboard.installment_standing as s where s.id in (select unnest(p_parts))),
  kept as (
    insert into dashboard.installment_standing as s select f.* from facts as f
    on conflict (id) do update set
      (student_id, currency, course_id, batch_id, mentor_id, enrolled_by, issue_date, effective_due_date, is_cancelled, amount_milli,
       paid_milli, credited_milli, written_off_milli, remaining_milli, fee_milli, punctual_milli, since) = row (
        excluded.student_id, excluded.currency, excluded.course_id, excluded.batch_id, excluded.mentor_id, excluded.enrolled_by,
        excluded.issue_date, excluded.effective_due_date, excluded.is_cancelled, excluded.amount_milli, excluded.paid_milli,
        excluded.credited_milli, excluded.written_off_milli, excluded.remaining_milli, excluded.fee_milli, excluded.punctual_milli,
        excluded.since)
    where s is distinct from excluded),
  gone as (
    delete from dashboard.installment_standing as s
    where s.id in (select unnest(p_parts)) and not exists (select from public.installment_plans as p where p.id = s.id)),
  moved as (
    select 1 as sign, f.* from (table facts except table was) as f
    union all select -1, w.* from (table was except table facts) as w),
  -- what came goes along with a due day that moves
  shifted as (
    insert into dashboard.arrival_figures as a
    select each.organization_id, each.currency, date_trunc('month', each.due)::date, l.occurred_on - each.due, sum(each.sign)::int,
           sum(each.sign * case l.entry_type when 'refund' then -l.principal_milli else l.principal_milli end)::bigint
    from (select f.organization_id, f.id, f.currency, f.effective_due_date as due, 1 as sign
          from facts as f join was as w on w.id = f.id and w.effective_due_date <> f.effective_due_date
          union all
          select w.organization_id, w.id, w.currency, w.effective_due_date, -1
          from facts as f join was as w on w.id = f.id and w.effective_due_date <> f.effective_due_date) as each
    join public.installment_payments as l
      on l.organization_id = each.organization_id and l.installment_id = each.id and l.entry_type in ('payment', 'refund')
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (organization_id, currency, due_month, days_after) do update set
      (entries, principal_milli) = row (a.entries + excluded.entries, a.principal_milli + excluded.principal_milli)),
  written as (
    insert into dashboard.owed_figures as f
    select d.*
    from (select m.organization_id, each.split, each.of_id, m.currency, m.effective_due_date, m.issue_date, m.is_cancelled,
                 not m.is_cancelled and m.amount_milli > m.credited_milli as is_owed, m.remaining_milli > 0 as is_open,
                 m.fee_milli > 0 as has_fee,
                 m.punctual_milli >= case when m.is_cancelled then 0 else m.amount_milli - m.credited_milli end as is_punctual,
                 sum(m.sign)::int as installments, sum(m.sign * m.amount_milli)::bigint as amount,
                 sum(m.sign * m.paid_milli)::bigint as paid, sum(m.sign * m.credited_milli)::bigint as credited,
                 sum(m.sign * m.written_off_milli)::bigint as written_off, sum(m.sign * m.remaining_milli)::bigint as remaining,
                 sum(m.sign * m.fee_milli)::bigint as fee, sum(m.sign * m.punctual_milli)::bigint as punctual
          from moved as m
          cross join lateral (values ('all' collate "C", null), ('course', m.course_id), ('batch', m.batch_id), ('mentor', m.mentor_id),
                                     ('manager', m.enrolled_by)) as each (split, of_id)
          group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) as d
    where (d.installments, d.amount, d.paid, d.credited, d.written_off, d.remaining, d.fee, d.punctual) <> (0, 0, 0, 0, 0, 0, 0, 0)
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    on conflict (organization_id, split, of_id, currency, effective_due_date, issue_date, is_cancelled, is_owed, is_open, has_fee,
                 is_punctual) do update set
      (installments, amount_milli, paid_milli, credited_milli, written_off_milli, remaining_milli, fee_milli, punctual_milli) = row (
        f.installments + excluded.installments, f.amount_milli + excluded.amount_milli, f.paid_milli + excluded.paid_milli,
        f.credited_milli + excluded.credited_milli, f.written_off_milli + excluded.written_off_milli,
        f.remaining_milli + excluded.remaining_milli, f.fee_milli + excluded.fee_milli, f.punctual_milli + excluded.punctual_milli)
    returning f.ctid as place, f.installments)
  select array_agg(w.place) into left_empty from written as w where w.installments = 0;
  delete from dashboard.owed_figures as f where f.ctid = any (left_empty);
  perform private.recount_past(p_parts);
end $$;

-- The same for each stretch of days.
create or replace function private.recount_past(p_parts uuid[]) returns void
language sql security definer set search_path = '' as $$
  with facts as materialized (select f.* from private.past_of(p_parts) as f),
  gone as (
    delete from dashboard.installment_past as s
    using (select k.installment_id, k.since from dashboard.installment_past as k where k.installment_id in (select unnest(p_parts))
           except select f.installment_id, f.since from facts as f) as stale
    where s.installment_id = stale.installment_id and s.since = stale.since)
  insert into dashboard.installment_past as s select f.* from facts as f
  on conflict (installment_id, since) do update set
    (until, student_id, currency, course_id, batch_id, mentor_id, enrolled_by, issue_date, effective_due_date, is_cancelled, amount_milli,
     paid_milli, credited_milli, written_off_milli, remaining_milli, fee_milli, punctual_milli) = row (
      excluded.until, excluded.student_id, excluded.currency, excluded.course_id, excluded.batch_id, excluded.mentor_id,
      excluded.enrolled_by, excluded.issue_date, excluded.effective_due_date, excluded.is_cancelled, excluded.amount_milli,
      excluded.paid_milli, excluded.credited_milli, excluded.written_off_milli, excluded.remaining_milli, excluded.fee_milli,
      excluded.punctual_milli)
  where s is distinct from excluded
$$;

-- A part was made, changed or taken away. States that only the day moves are not among the facts. What differs is told by
-- EXCEPT and not by a join: a plan that was made for one row is kept, and must do for a hundred thousand too.
create or replace function private.follow_standing() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  parts uuid[];
begin
  if tg_op = 'INSERT' then
    parts := array(select n.id from new_rows as n);
  elsif tg_op = 'DELETE' then
    parts := array(select o.id from old_rows as o);
  else
    parts := array(
      select d.id from (
        select n.id, n.invoice_id, n.mentor_id, n.issue_date, n.effective_due_date, n.status = 'cancelled', n.amount, n.amount_paid,
               n.amount_refunded, n.amount_credited, n.amount_written_off, n.penalty_paid, n.penalty_remaining_milli from new_rows as n
        except
        select o.id, o.invoice_id, o.mentor_id, o.issue_date, o.effective_due_date, o.status = 'cancelled', o.amount, o.amount_paid,
               o.amount_refunded, o.amount_credited, o.amount_written_off, o.penalty_paid, o.penalty_remaining_milli from old_rows as o) as d);
  end if;
  if parts <> '{}' then
    perform private.recount_standing(parts);
  end if;
  return null;
end $$;

-- A place went to another batch, course or member of staff: what was billed for it goes along.
create or replace function private.follow_places() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  parts constant uuid[] := array(
    select p.id
    from (select n.organization_id, n.id, n.batch_id, n.enrolled_by from new_rows as n
          except select o.organization_id, o.id, o.batch_id, o.enrolled_by from old_rows as o) as moved
    join public.invoices as i on i.organization_id = moved.organization_id and i.enrollment_id = moved.id
    join public.installment_plans as p on p.organization_id = i.organization_id and p.invoice_id = i.id);
begin
  if parts <> '{}' then
    perform private.recount_standing(parts);
  end if;
  return null;
end $$;

-- A bill is of another place or course.
create or replace function private.follow_bills() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  parts constant uuid[] := array(
    select p.id
    from (select n.organization_id, n.id, n.course_id, n.enrollment_id from new_rows as n
          except select o.organization_id, o.id, o.course_id, o.enrollment_id from old_rows as o) as moved
    join public.installment_plans as p on p.organization_id = moved.organization_id and p.invoice_id = moved.id);
begin
  if parts <> '{}' then
    perform private.recount_standing(parts);
  end if;
  return null;
end $$;

create or replace trigger stand_added after insert on public.installment_plans
  referencing new table as new_rows for each statement execute function private.follow_standing();
create or replace trigger stand_changed after update on public.installment_plans
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_standing();
create or replace trigger stand_removed after delete on public.installment_plans
  referencing old table as old_rows for each statement execute function private.follow_standing();
create or replace trigger stand_elsewhere after update on public.course_enrollments
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_places();
create or replace trigger stand_elsewhere after update on public.invoices
  referencing old table as old_rows new table as new_rows for each statement execute function private.follow_bills();

-- For growthos check and the data audit, which ask as whoever they are: installments whose row is not what the facts say.
create or replace function private.standing_differs() returns setof text
language sql stable set search_path = '' as $$
  with facts as (
    select p.id, p.organization_id, p.student_id, p.currency, i.course_id, e.batch_id, p.mentor_id, e.enrolled_by, p.issue_date,
           p.effective_due_date, p.status = 'cancelled' as is_cancelled, p.amount_milli,
           p.paid_milli - (p.penalty_paid * 1000)::bigint as paid_milli, (p.amount_credited * 1000)::bigint as credited_milli,
           (p.amount_written_off * 1000)::bigint as written_off_milli, p.remaining_milli, p.penalty_remaining_milli as fee_milli,
           coalesce(came.milli, 0) as punctual_milli, d.since
    from public.installment_plans as p
    left join (select part, max(since) as since from private.days_of(array(select id from public.installment_plans)) group by part) as d on d.part = p.id
    left join public.invoices as i on i.id = p.invoice_id
    left join public.course_enrollments as e on e.id = i.enrollment_id
    left join (
      select paid.installment_id, sum(paid.principal_milli - coalesce(back.milli, 0))::bigint as milli
      from public.installment_payments as paid
      left join (select r.reverses_id, sum(case r.entry_type when 'refund' then r.principal_milli else -r.principal_milli end)::bigint as milli
                 from public.installment_payments as r where r.reverses_id is not null group by r.reverses_id) as back
        on back.reverses_id = paid.id
      join public.installment_plans as its on its.id = paid.installment_id
      where paid.entry_type = 'payment' and paid.amount > 0 and paid.occurred_on <= its.effective_due_date
      group by paid.installment_id) as came on came.installment_id = p.id)
  select distinct 'installment ' || d.id
  from ((table facts except table dashboard.installment_standing) union all (table dashboard.installment_standing except table facts)) as d
$$;

-- The same for each stretch of days.
create or replace function private.past_differs() returns setof text
language sql stable set search_path = '' as $$
  with facts as (select f.* from private.past_of(array(select id from public.installment_plans)) as f)
  select distinct 'installment ' || d.installment_id || ' on ' || d.since
  from ((table facts except table dashboard.installment_past) union all (table dashboard.installment_past except table facts)) as d
$$;

-- The same for sums: those that are not what their installments come to.
create or replace function private.owed_differs() returns setof text
language sql stable set search_path = '' as $$
  with facts as (
    select s.organization_id, each.split, each.of_id, s.currency, s.effective_due_date, s.issue_date, s.is_cancelled,
           not s.is_cancelled and s.amount_milli > s.credited_milli as is_owed, s.remaining_milli > 0 as is_open,
           s.fee_milli > 0 as has_fee,
           s.punctual_milli >= case when s.is_cancelled then 0 else s.amount_milli - s.credited_milli end as is_punctual,
           count(*)::int as installments, sum(s.amount_milli)::bigint, sum(s.paid_milli)::bigint, sum(s.credited_milli)::bigint,
           sum(s.written_off_milli)::bigint, sum(s.remaining_milli)::bigint, sum(s.fee_milli)::bigint, sum(s.punctual_milli)::bigint
    from dashboard.installment_standing as s
    cross join lateral (values ('all' collate "C", null), ('course', s.course_id), ('batch', s.batch_id), ('mentor', s.mentor_id),
                               ('manager', s.enrolled_by)) as each (split, of_id)
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
  select distinct d.split || coalesce(' ' || d.of_id, '') || ', due ' || d.effective_due_date
  from ((table facts except table dashboard.owed_figures) union all (table dashboard.owed_figures except table facts)) as d
$$;

revoke all on function private.days_of(uuid[]), private.past_of(uuid[]), private.recount_standing(uuid[]), private.recount_past(uuid[]),
  private.follow_standing(), private.follow_places(), private.follow_bills(), private.standing_differs(), private.past_differs(),
  private.owed_differs() from public;
grant execute on function private.days_of(uuid[]), private.past_of(uuid[]), private.standing_differs(), private.past_differs(),
  private.owed_differs() to growthos_staff;
