-- Repeatable. Adding many students at once, all to the same course at the same price: what stands in the way of whom, and the list as it is
-- sent. Belongs to growthos_operations: the tenant policy holds inside.

-- Adds the people of a list, each as create_student_complete would. What is wrong with one of them keeps that one out and nobody else;
-- what is wrong with the place keeps all of them out. `p_people` is a list of {full_name, email, phone}, of 500 at most; `p_place` says the
-- place as create_student_complete reads it. Where the place lets go of more than one person may, each is added and a second
-- person asked, as add_student_and_ask does. One key is one list: who was added with it before is told again. The admins hear of it once.
-- Lists of one school come one after the other: who is in two of them is told so in the second.
-- Returns a row for each: its number in the list; the code and the place, and whether that was done before or waits for a second person; or
-- the reason why they were not added, with its detail. Raises people.may_not_create 42501, people.field_unknown and
-- people.too_many 22023, people.added_meanwhile 55000, and whatever create_student_complete and add_student_and_ask raise of the place.
create or replace function private.add_students(p_people jsonb, p_place jsonb, p_key text)
returns table (at int, student_code text, enrollment uuid, again boolean, waits boolean, reason text, detail jsonb)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  listed jsonb;
  known jsonb;
  wrong jsonb;
  fresh jsonb;
begin
  perform private.require_newcomer(p_place);
  perform private.hold_key('lists', '');
  listed := (select coalesce(jsonb_agg(jsonb_build_object('at', l.at, 'form', p_place || l.form, 'key', p_key || ' ' || l.key) order by l.at), '[]')
             from private.listed_people(p_people) as l);
  known := (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from private.added_of_list(listed) as b);
  wrong := (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from private.newcomers_refused(p_people) as r
            where not exists (select from jsonb_to_recordset(known) as k (at int) where k.at = r.at));
  fresh := (select jsonb_agg(l.said order by l.number) from jsonb_array_elements(listed) with ordinality as l (said, number)
            where not exists (select from jsonb_to_recordset(known || wrong) as k (at int) where k.at = l.number));
  return query
    select k.at, k.student_code, k.enrollment, true, k.waits, null::text, null::jsonb
      from jsonb_to_recordset(known) as k (at int, student_code text, enrollment uuid, waits boolean, is_same boolean) where k.is_same
    union all
    select k.at, null, null, false, false, 'finance.key_used', '{}'::jsonb from jsonb_to_recordset(known) as k (at int, is_same boolean) where not k.is_same
    union all
    select w.at, null, null, false, false, w.reason, w.detail from jsonb_to_recordset(wrong) as w (at int, reason text, detail jsonb);
  if fresh is not null then
    return query select a.at, a.student_code, a.enrollment, false, a.enrollment is null, null::text, null::jsonb from private.add_alike(fresh, p_key) as a;
  end if;
end $$;

-- Adds people who can be added, all alike: the first by the rules of one student, the others as that one became. The admins hear of it once.
create or replace function private.add_alike(p_list jsonb, p_key text) returns table (at int, student_code text, enrollment uuid)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  form constant jsonb := p_list -> 0 -> 'form';
  key constant text := p_list -> 0 ->> 'key';
  first jsonb;
  made jsonb;
begin
  begin
    first := private.add_newcomer(form, key, false);
  exception when object_not_in_prerequisite_state then
    if sqlerrm <> 'finance.needs_second' then
      raise;
    end if;
    first := private.ask_for_newcomer(form, key, false);
  when unique_violation then
    if sqlerrm not in ('people.email_taken', 'people.phone_taken') then
      raise;
    end if;
    raise exception 'people.added_meanwhile' using errcode = '55000', detail = '{}';
  end;
  made := jsonb_build_array(jsonb_build_object('at', p_list -> 0 -> 'at', 'student_code', first -> 'student_code', 'enrollment', first -> 'enrollment'));
  if jsonb_array_length(p_list) > 1 then
    made := made || private.copy_newcomer((first ->> 'student_id')::uuid, (first ->> 'enrollment')::uuid, p_list - 0);
  end if;
  perform private.tell_of_newcomers(array(select m ->> 'student_code' from jsonb_array_elements(made) as m), p_key);
  return query select m.at, m.student_code, m.enrollment from jsonb_to_recordset(made) as m (at int, student_code text, enrollment uuid);
end $$;

-- Who of a list of people could not be added now, and why: what is missing or wrong of what is said of them, who is in the list twice, and
-- whose address or number is taken. One reason for each: people.field_missing, those of clean_person, people.email_twice,
-- people.email_taken, people.phone_twice or people.phone_taken. Nothing is changed. Raises people.may_not_create 42501 and
-- people.too_many 22023.
create or replace function private.newcomers_refused(p_people jsonb) returns table (at int, reason text, detail jsonb)
language plpgsql stable security definer set search_path = '' as $$
declare
  person record;
  clean record;
  about text;
  good jsonb[] := '{}';
begin
  perform private.require_newcomer('{}');
  for person in select l.at, l.form from private.listed_people(p_people) as l order by l.at loop
    begin
      perform private.require_given(f.field, person.form ->> f.field) from unnest(array['full_name', 'email', 'phone']) as f (field);
      clean := private.clean_person(person.form ->> 'full_name', person.form ->> 'email', person.form ->> 'phone');
      good := good || jsonb_build_object('at', person.at, 'email', clean.email, 'phone', clean.phone);
    exception when invalid_parameter_value then
      get stacked diagnostics reason = message_text, about = pg_exception_detail;
      at := person.at;
      detail := about::jsonb;
      return next;
    end;
  end loop;
  return query select t.at, t.reason, t.detail from private.newcomers_taken(to_jsonb(good)) as t;
end $$;

-- The people of a list with their numbers in it, and under which part of its key each is kept: their address, and which one of
-- those with that address they are. Raises people.too_many 22023.
create or replace function private.listed_people(p_people jsonb) returns table (at int, form jsonb, key text)
language plpgsql immutable set search_path = '' as $$
begin
  if jsonb_array_length(p_people) > 500 then
    raise exception 'people.too_many' using errcode = '22023', detail = '{"field": "people", "most": 500}';
  end if;
  return query
    select l.number::int, jsonb_build_object('full_name', l.said ->> 'full_name', 'email', l.said ->> 'email', 'phone', l.said ->> 'phone'),
           md5(a.address || case when row_number() over same > 1 then ' ' || row_number() over same else '' end)
    from jsonb_array_elements(p_people) with ordinality as l (said, number)
    cross join lateral (select lower(btrim(coalesce(l.said ->> 'email', ''))) as address) as a
    window same as (partition by a.address order by l.number);
end $$;

-- Which of these people, as they would be kept, cannot be added: whose address or number stands higher up in the list, or with somebody else.
-- Addresses are unique over all organisations, and nothing says whose one is; numbers within one.
create or replace function private.newcomers_taken(p_people jsonb) returns table (at int, reason text, detail jsonb)
language sql stable security definer set search_path = '' as $$
  select distinct on (w.at) w.at, 'people.' || w.field || case when w.first < w.at then '_twice' else '_taken' end,
         jsonb_build_object('field', w.field, 'first', w.first)
  from (
    select p.at, f.field, f.said, min(p.at) over (partition by f.field, f.said) as first
    from jsonb_to_recordset(p_people) as p (at int, email text, phone text)
    cross join lateral (values ('email', p.email), ('phone', p.phone)) as f (field, said)) as w
  where w.first < w.at
     or w.field = 'email' and exists (select from public.users as u where u.email = w.said)
     or w.field = 'phone' and exists (select from public.users as u where u.organization_id = private.org_id() and u.phone = w.said)
  order by w.at, w.field
$$;

drop function if exists private.added_of_list(jsonb);

-- Whom the keys of a list added before, with the place or while that waits for a second person, and whether by the same form. Keys
-- are shown to nobody.
create or replace function private.added_of_list(p_list jsonb) returns table (at int, student_code text, enrollment uuid, waits boolean, is_same boolean)
language sql stable security definer set search_path = '' as $$
  with sent as materialized (
    select l.at, l.key, private.hash_of(private.newcomer_asked(l.form)) as hash from jsonb_to_recordset(p_list) as l (at int, form jsonb, key text)),
  known as materialized (
    select t.at, e.student_id, a.enrollment_id, false as waits, a.request_hash = t.hash as is_same
      from sent as t
      join dashboard.place_acts as a on a.organization_id = (select private.org_id()) and a.idempotency_key = t.key
      join public.course_enrollments as e on e.organization_id = a.organization_id and e.id = a.enrollment_id
    union all
    select t.at, a.student_id, null, a.status = 'waiting', a.request ->> 'form' = encode(t.hash, 'hex')
      from sent as t join dashboard.money_approvals as a on a.organization_id = (select private.org_id()) and a.idempotency_key = t.key)
  select k.at, s.student_code, k.enrollment_id, k.waits, k.is_same
  from known as k join public.students as s on s.organization_id = (select private.org_id()) and s.id = k.student_id
$$;

-- The other admins hear once of everybody who was added together.
create or replace function private.tell_of_newcomers(p_codes text[], p_key text) returns void
language sql security definer set search_path = '' as $$
  select private.tell_admins(private.org_id(), 'student_added',
    case cardinality(p_codes) when 1 then '1 new student' else cardinality(p_codes) || ' new students' end,
    case cardinality(p_codes) when 1 then format('With the code %s.', p_codes[1])
         else format('With the codes %s to %s.', p_codes[1], p_codes[cardinality(p_codes)]) end, '/students', p_key || ' ' || p_codes[1])
$$;

revoke all on function private.newcomers_refused(jsonb), private.newcomers_taken(jsonb), private.listed_people(jsonb), private.added_of_list(jsonb) from public;
grant execute on function private.newcomers_refused(jsonb), private.listed_people(jsonb), private.added_of_list(jsonb) to growthos_operations;
call private.hand_to_operations('private.add_students(jsonb, jsonb, text)', 'private.add_alike(jsonb, text)',
  'private.tell_of_newcomers(text[], text)');
grant execute on function private.add_students(jsonb, jsonb, text), private.newcomers_refused(jsonb) to growthos_staff;
