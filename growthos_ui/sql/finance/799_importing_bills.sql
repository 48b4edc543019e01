-- Repeatable. A file of bills: each row a bill in equal parts (invoices), or each row one part of a bill (installments). A
-- bill is of a place that is not billed yet, and its parts add up to what the place costs: who pays less was given a
-- discount on the place before. What is only looked up belongs to the owner and asks for the organisation itself; what is
-- written belongs to growthos_operations. Rows of a file have no statistics: joined one by one, ten thousand are a hundred
-- million, so all of it joins by hashing.

-- The place that each row names by a learner's code and a course's title, and what keeps it from being billed.
create or replace function private.places_of_rows(p_rows jsonb)
returns table (place int, code text, student_id uuid, course text, courses int, enrollment_id uuid, price numeric, currency text,
               is_part boolean, is_billed boolean, most int)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with said as materialized (
    select r."row" as place, upper(btrim(r.student)) as code, lower(btrim(r.course)) as course
    from jsonb_to_recordset(p_rows) as r ("row" int, student text, course text)),
  learners as materialized (
    select s.student_code, s.id from public.students as s
    where s.organization_id = (select private.org_id()) and s.student_code in (select d.code from said as d)),
  titled as materialized (
    select lower(btrim(c.title)) as title, count(*)::int as courses, array_agg(c.id) as ids,
           coalesce(min(c.max_installments), (private.setting(private.org_id(), 'fees.max_installments'))::int) as most
    from public.courses as c where c.organization_id = (select private.org_id()) group by 1),
  places as materialized (
    select e.id, e.student_id, e.course_id, e.final_price, e.currency::text as currency, e.source = 'pathway' as is_part,
           exists (select from public.invoices as i where i.organization_id = e.organization_id and i.enrollment_id = e.id
                                                      and i.status <> 'cancelled') as is_billed
    from public.course_enrollments as e
    where e.student_id in (select l.id from learners as l) and e.status <> 'cancelled')
  select d.place, d.code, l.id, d.course, coalesce(t.courses, 0), p.id, p.final_price, p.currency, p.is_part, p.is_billed, t.most
  from said as d
  left join learners as l on l.student_code = d.code
  left join titled as t on t.title = d.course
  left join places as p on t.courses = 1 and p.student_id = l.id and p.course_id = t.ids[1]
$$;

-- What both kinds of file are refused for: no such learner, course or place, or one that is not billed.
create or replace function private.check_places(p_rows jsonb) returns table (place int, field text, reason text, detail jsonb)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with asked as materialized (select * from private.places_of_rows(p_rows))
  select a.place, 'student', 'finance.no_such_student', jsonb_build_object('given', a.code) from asked as a where a.student_id is null
  union all
  select a.place, 'course', case a.courses when 0 then 'finance.no_such_course' else 'finance.many_courses' end,
         jsonb_build_object('given', a.course, 'number', a.courses) from asked as a where a.courses <> 1
  union all
  select a.place, 'course', 'finance.no_such_place', jsonb_build_object('student', a.code)
    from asked as a where a.student_id is not null and a.courses = 1 and a.enrollment_id is null
  union all
  select a.place, 'course', 'finance.already_billed', '{}' from asked as a where a.is_billed
  union all
  select a.place, 'course', case when a.is_part then 'finance.nothing_to_bill' else 'finance.costs_nothing' end, '{}'
    from asked as a where not a.is_billed and (a.is_part or a.price = 0)
$$;

-- Rows of parts [{row, student, course, number, amount, currency, issue, due}] with their place. Without numbers they are
-- in the order of their due dates; without a day of issue a part is issued as long before it is due as the organisation gives.
create or replace function private.read_parts(p_rows jsonb)
returns table (place int, enrollment_id uuid, price numeric, most int, currency text, given_currency text, given_number int, number int,
               amount numeric, issue_date date, due_date date, is_again boolean, is_first boolean, parts int, total numeric)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  with said as materialized (
    select r."row" as place, r.number, r.amount, upper(btrim(r.currency)) as currency, r.due,
           coalesce(r.issue, r.due - (select (private.setting(private.org_id(), 'fees.window_days'))::int)) as issue
    from jsonb_to_recordset(p_rows) as r ("row" int, number int, amount numeric, currency text, issue date, due date))
  select d.place, p.enrollment_id, p.price, p.most, p.currency, d.currency, d.number,
         coalesce(d.number, (row_number() over (partition by p.enrollment_id order by d.due, d.place))::int), d.amount, d.issue, d.due,
         row_number() over (partition by p.enrollment_id, d.number order by d.place) > 1 and d.number is not null,
         row_number() over (partition by p.enrollment_id order by d.place) = 1,
         (count(*) over (partition by p.enrollment_id))::int, sum(d.amount) over (partition by p.enrollment_id)
  from said as d join private.places_of_rows(p_rows) as p on p.place = d.place
$$;

-- What keeps rows of a file of installments from being brought in. Superadmin, admin and finance; nobody else is told anything.
create or replace function private.check_installments(p_rows jsonb)
returns table (place int, field text, reason text, detail jsonb)
language plpgsql stable security definer set search_path = '' set enable_nestloop = off as $$
begin
  perform private.require_importer();
  return query
  with asked as materialized (select * from private.read_parts(p_rows)),
  sound as materialized (
    select a.enrollment_id from asked as a where a.enrollment_id is not null group by a.enrollment_id
    having bool_and(coalesce(a.amount > 0 and a.amount < 10 ^ 12 and private.is_payable(a.amount, a.currency), false)))
  select c.* from private.check_places(p_rows) as c
  union all
  select a.place, 'amount', 'finance.amount_invalid', '{}'::jsonb from asked as a where not coalesce(a.amount > 0 and a.amount < 10 ^ 12, false)
  union all
  select a.place, 'amount', 'finance.too_fine', jsonb_build_object('currency', a.currency, 'places', private.currency_exponent(a.currency))
    from asked as a where a.amount > 0 and not private.is_payable(a.amount, a.currency)
  union all
  select a.place, 'currency', 'finance.other_currency', jsonb_build_object('part', a.currency, 'currency', a.given_currency)
    from asked as a where a.given_currency <> a.currency
  union all
  select a.place, 'due', 'finance.due_before_issue', '{}' from asked as a where a.due_date < a.issue_date
  union all
  select a.place, 'due', 'finance.day_required', '{}' from asked as a where a.due_date is null
  union all
  select a.place, 'issue', 'finance.issue_closed', jsonb_build_object('day', a.issue_date, 'first', c.last + 1)
    from asked as a cross join (select private.closed_through(private.org_id()) as last) as c where a.issue_date <= c.last
  union all
  -- a day that no program can hold would leave the whole list of installments unreadable
  select a.place, d.field, 'finance.date_invalid', jsonb_build_object('first', date '1990-01-01', 'last', (select private.today()) + 3660)
    from asked as a cross join lateral (values ('due', a.due_date), ('issue', a.issue_date)) as d (field, day)
    where d.day not between date '1990-01-01' and (select private.today()) + 3660
  union all
  select a.place, 'number', 'finance.parts_out_of_range', jsonb_build_object('most', a.most)
    from asked as a where a.is_first and a.parts > a.most
  union all
  select a.place, 'number', 'finance.parts_have_gaps', '{}'
    from asked as a where a.enrollment_id is not null and (a.number not between 1 and a.parts or a.is_again)
  union all
  select a.place, 'amount', 'finance.parts_are_not_the_price', jsonb_build_object('currency', a.currency,
         'parts', round(a.total, private.currency_exponent(a.currency))::text, 'price', round(a.price, private.currency_exponent(a.currency))::text)
    from asked as a join sound as s on s.enrollment_id = a.enrollment_id where a.is_first and a.total <> a.price and a.price > 0;
end $$;

-- Rows of bills [{row, student, course, parts, amount, currency, issue}] with their place; without a number of parts, one.
create or replace function private.read_bills(p_rows jsonb)
returns table (place int, enrollment_id uuid, price numeric, most int, currency text, given_currency text, parts int, amount numeric, issue_date date,
               is_again boolean)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  select p.place, p.enrollment_id, p.price, p.most, p.currency, upper(btrim(r.currency)), coalesce(r.parts, 1), r.amount,
         coalesce(r.issue, (select private.today())), p.enrollment_id is not null and row_number() over (partition by p.enrollment_id order by p.place) > 1
  from jsonb_to_recordset(p_rows) as r ("row" int, parts int, amount numeric, currency text, issue date)
  join private.places_of_rows(p_rows) as p on p.place = r."row"
$$;

-- What keeps rows of a file of invoices from being brought in. Superadmin, admin and finance; nobody else is told anything.
create or replace function private.check_invoices(p_rows jsonb)
returns table (place int, field text, reason text, detail jsonb)
language plpgsql stable security definer set search_path = '' set enable_nestloop = off as $$
begin
  perform private.require_importer();
  return query
  with asked as materialized (select * from private.read_bills(p_rows))
  select c.* from private.check_places(p_rows) as c
  union all
  select a.place, 'course', 'finance.billed_twice', '{}'::jsonb from asked as a where a.is_again
  union all
  select a.place, 'issue', 'finance.date_invalid', jsonb_build_object('first', date '1990-01-01', 'last', (select private.today()) + 3660)
    from asked as a where a.issue_date not between date '1990-01-01' and (select private.today()) + 3660
  union all
  select a.place, 'issue', 'finance.issue_closed', jsonb_build_object('day', a.issue_date, 'first', c.last + 1)
    from asked as a cross join (select private.closed_through(private.org_id()) as last) as c where a.issue_date <= c.last
  union all
  select a.place, 'parts', 'finance.parts_out_of_range', jsonb_build_object('most', a.most)
    from asked as a where a.parts not between 1 and a.most
  union all
  select a.place, 'parts', 'finance.part_of_nothing', '{}'
    from asked as a where a.parts between 1 and a.most and a.price > 0 and trunc(a.price / a.parts, private.currency_exponent(a.currency)) <= 0
  union all
  select a.place, 'currency', 'finance.other_currency', jsonb_build_object('part', a.currency, 'currency', a.given_currency)
    from asked as a where a.given_currency <> a.currency
  union all
  select a.place, 'amount', 'finance.not_the_price', jsonb_build_object('currency', a.currency,
         'price', round(a.price, private.currency_exponent(a.currency))::text)
    from asked as a where a.amount <> a.price and a.price > 0;
end $$;

-- The parts of the bills of such rows, by the rule of the schedule: issued first on the day of the bill.
create or replace function private.parts_of_bills(p_rows jsonb)
returns table (enrollment_id uuid, number int, amount numeric, issue_date date, due_date date)
language sql stable security definer set search_path = '' set enable_nestloop = off as $$
  select a.enrollment_id, d.installment_number, d.amount, d.issue_date, d.due_date
  from private.read_bills(p_rows) as a
  join public.course_enrollments as e on e.id = a.enrollment_id
  left join public.batches as b on b.organization_id = e.organization_id and b.id = e.batch_id
  cross join lateral private.build_installment_schedule(
    a.price, a.parts, a.currency, a.issue_date, b.start_date,
    (private.setting(e.organization_id, 'fees.gap_days'))::int, (private.setting(e.organization_id, 'fees.window_days'))::int) as d
$$;

-- Writes bills of places and their parts [{enrollment, number, amount, issue, due}], all at once; returns how many bills. Both are written
-- as what they are at once: to be told their state a moment later would be as many lines of the audit again.
create or replace function private.write_bills(p_parts jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  made uuid[];
  bills int;
begin
  with billed as (
    insert into public.invoices as i (organization_id, student_id, course_id, user_id, enrollment_id, currency, list_amount, discount_amount,
                                      discount_percentage, amount, issue_date, due_date, status)
      select e.organization_id, e.student_id, e.course_id, e.user_id, e.id, e.currency, e.list_price,
             case when e.discount_percentage > 0 then 0 else e.list_price - e.final_price end, e.discount_percentage, e.final_price,
             p.first, p.last, private.invoice_state(p.states, 0, 0)
      from (select d.enrollment, min(d.issue) as first, max(d.due) as last, array_agg(d.state) as states
            from private.stated_parts(p_parts) as d group by d.enrollment) as p
      join public.course_enrollments as e on e.id = p.enrollment
      order by p.first, e.id
      returning i.id)
  select array_agg(id) into made from billed;
  bills := coalesce(cardinality(made), 0);
  with planned as (
    insert into public.installment_plans as n (organization_id, invoice_id, student_id, user_id, currency, installment_number, amount, issue_date, due_date, status)
      select i.organization_id, i.id, i.student_id, i.user_id, i.currency, d.number, d.amount, d.issue, d.due, d.state
      from private.stated_parts(p_parts) as d
      join public.invoices as i on i.organization_id = (select private.org_id()) and i.enrollment_id = d.enrollment and i.status <> 'cancelled'
      returning n.id)
  select array_agg(id) into made from planned;
  perform private.follow_money(made);
  return bills;
end $$;

-- Such parts with the state that each is in today.
create or replace function private.stated_parts(p_parts jsonb)
returns table (enrollment uuid, number int, amount numeric, issue date, due date, state text)
language sql stable security definer set search_path = '' as $$
  select d.enrollment, d.number, d.amount, d.issue, d.due,
         private.installment_state((d.amount * 1000)::bigint, 0, 0, 0, 0, d.issue, d.due, false, (select private.today()),
           (select (private.setting(private.org_id(), 'fees.grace_days'))::int))
  from jsonb_to_recordset(p_parts) as d (enrollment uuid, number int, amount numeric, issue date, due date)
$$;

-- Brings a file of installments in: all of it, or nothing. Superadmin, admin and finance who may also bill. Returns how many bills were made.
-- Raises finance.not_allowed 42501, finance.import_missing P0002, finance.import_over 55000, finance.import_wrong 22023.
create or replace function private.import_installments(p_number bigint, p_rows jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  made int;
begin
  perform private.plan_once();
  perform private.hold_import(p_number, 'installments');
  perform private.hold_places(p_rows);
  perform private.require_none_wrong(count(*)::int, min(c.place)) from private.check_installments(p_rows) as c;
  made := private.write_bills((select jsonb_agg(jsonb_build_object('enrollment', a.enrollment_id, 'number', a.number, 'amount', a.amount,
    'issue', a.issue_date, 'due', a.due_date)) from private.read_parts(p_rows) as a));
  perform private.close_import(p_number, made);
  return made;
end $$;

-- Brings a file of invoices in: all of it, or nothing. As import_installments.
create or replace function private.import_invoices(p_number bigint, p_rows jsonb) returns int
language plpgsql security definer set search_path = '' as $$
declare
  made int;
begin
  perform private.plan_once();
  perform private.hold_import(p_number, 'invoices');
  perform private.hold_places(p_rows);
  perform private.require_none_wrong(count(*)::int, min(c.place)) from private.check_invoices(p_rows) as c;
  made := private.write_bills((select jsonb_agg(jsonb_build_object('enrollment', a.enrollment_id, 'number', a.number, 'amount', a.amount,
    'issue', a.issue_date, 'due', a.due_date)) from private.parts_of_bills(p_rows) as a));
  perform private.close_import(p_number, made);
  return made;
end $$;

-- Locks the places that are to be billed, in one order by everybody, so that none is billed twice at once.
create or replace function private.hold_places(p_rows jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.course_enrollments as e
    where e.id in (select p.enrollment_id from private.places_of_rows(p_rows) as p) order by e.id for no key update;
end $$;

revoke all on function private.places_of_rows(jsonb), private.check_places(jsonb), private.read_parts(jsonb), private.check_installments(jsonb),
  private.read_bills(jsonb), private.check_invoices(jsonb), private.parts_of_bills(jsonb), private.stated_parts(jsonb) from public;
call private.hand_to_operations('private.write_bills(jsonb)', 'private.import_installments(bigint, jsonb)',
  'private.import_invoices(bigint, jsonb)', 'private.hold_places(jsonb)');
grant execute on function private.places_of_rows(jsonb), private.read_parts(jsonb), private.parts_of_bills(jsonb),
  private.stated_parts(jsonb), private.check_installments(jsonb), private.check_invoices(jsonb), private.invoice_state(text[], numeric, numeric)
  to growthos_operations;
grant execute on function private.check_installments(jsonb), private.check_invoices(jsonb), private.import_installments(bigint, jsonb),
  private.import_invoices(bigint, jsonb) to growthos_staff;
