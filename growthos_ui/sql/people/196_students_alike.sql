-- Repeatable. Students who come as one came before them: in few statements, however many they are. Belongs to
-- growthos_operations: the tenant policy holds inside.

-- Adds people as one was just added: what the rules of a place made of the first holds for all of them, who have nothing else either.
-- `p_first` was added with the place `p_place`, or waits for it; `p_list` is {at, form, key} of each. Returns a list of {at, student_code,
-- enrollment}. Raises people.added_meanwhile 55000.
create or replace function private.copy_newcomer(p_first uuid, p_place uuid, p_list jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  people constant jsonb := private.copy_accounts(p_list);
  maps jsonb;
begin
  maps := case when p_place is null then private.copy_request(p_first, people) else private.copy_place(p_first, p_place, people) end;
  perform private.copy_deeds(p_first, maps);
  if p_place is not null then
    perform private.settle_learners(array(select p.student from jsonb_to_recordset(people) as p (student uuid)));
  end if;
  return (
    select jsonb_agg(jsonb_build_object('at', p.at, 'student_code', p.code, 'enrollment', case when p_place is not null then p.place end) order by p.at)
    from jsonb_to_recordset(people) as p (at int, code text, place uuid));
end $$;

-- Their accounts, roles, students and details. Returns the list with the ids and the code of each, and with the hash of their form.
create or replace function private.copy_accounts(p_list jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  people jsonb;
begin
  select jsonb_agg(l.said || jsonb_build_object('person', gen_random_uuid(), 'place', gen_random_uuid(), 'name', c.name, 'email', c.email, 'phone', c.phone,
                   'hash', encode(private.hash_of(private.newcomer_asked(l.said -> 'form')), 'hex')) order by l.number) into people
    from jsonb_array_elements(p_list) with ordinality as l (said, number)
    cross join lateral private.clean_person(l.said -> 'form' ->> 'full_name', l.said -> 'form' ->> 'email', l.said -> 'form' ->> 'phone') as c;
  insert into public.users (id, organization_id, email, full_name, phone, role, created_by)
    select p.person, private.org_id(), p.email, p.name, p.phone, 'student', private.actor_id()
    from jsonb_to_recordset(people) as p (person uuid, email text, name text, phone text);
  insert into public.user_roles (organization_id, user_id, role, capabilities, granted_by)
    select private.org_id(), p.person, 'student', '{}', private.actor_id() from jsonb_to_recordset(people) as p (person uuid);
  with made as (
    insert into public.students (organization_id, user_id, company_name, phone_number, goal_brief)
      select private.org_id(), p.person, nullif(btrim(p.form ->> 'company_name'), ''), p.phone, nullif(btrim(p.form ->> 'goal_brief'), '')
      from jsonb_to_recordset(people) as p (at int, person uuid, phone text, form jsonb) order by p.at
      returning id, user_id, student_code)
  select jsonb_agg(p.said || jsonb_build_object('student', m.id, 'code', m.student_code) order by p.number) into people
    from jsonb_array_elements(people) with ordinality as p (said, number)
    join made as m on m.user_id = (p.said ->> 'person')::uuid;
  insert into public.student_details (organization_id, student_id)
    select private.org_id(), p.student from jsonb_to_recordset(people) as p (student uuid);
  return people;
exception when unique_violation then
  raise exception 'people.added_meanwhile' using errcode = '55000', detail = '{}';
end $$;

-- Their places, as the first one's became with its bill; each lets go of as much, and is kept under its own key. Returns what copy_deeds reads.
create or replace function private.copy_place(p_first uuid, p_place uuid, p_people jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  model public.course_enrollments;
  bills jsonb;
begin
  select e.* into model from public.course_enrollments as e where e.id = p_place;
  insert into public.course_enrollments (id, organization_id, student_id, course_id, batch_id, payment_status, list_price, final_price,
                                         discount_percentage, sequential_override, drip_override, enrolled_by)
    select p.place, model.organization_id, p.student, model.course_id, model.batch_id, model.payment_status, model.list_price, model.final_price,
           model.discount_percentage, model.sequential_override, model.drip_override, model.enrolled_by
    from jsonb_to_recordset(p_people) as p (place uuid, student uuid);
  if model.discount_amount > 0 then
    update public.course_enrollments as e set discount_amount = model.discount_amount
      from jsonb_to_recordset(p_people) as p (place uuid) where e.id = p.place;
  end if;
  insert into public.course_enrollments (organization_id, student_id, course_id, source, parent_enrollment_id, payment_status, list_price,
                                         final_price, sequential_override, drip_override, enrolled_by)
    select e.organization_id, p.student, e.course_id, e.source, p.place, e.payment_status, 0, 0, e.sequential_override, e.drip_override, e.enrolled_by
    from jsonb_to_recordset(p_people) as p (place uuid, student uuid)
    join public.course_enrollments as e on e.organization_id = model.organization_id and e.parent_enrollment_id = p_place;
  perform private.let_go(p.student, case when (p.form ->> 'free')::boolean then 'place' else 'bill' end, model.list_price - model.final_price,
                         model.currency, false)
    from jsonb_to_recordset(p_people) as p (student uuid, form jsonb);
  perform private.tell_late_joiners(array(select p.person from jsonb_to_recordset(p_people) as p (person uuid)), model.batch_id);
  insert into dashboard.place_acts (enrollment_id, idempotency_key, request_hash)
    select p.place, p.key, decode(p.hash, 'hex') from jsonb_to_recordset(p_people) as p (place uuid, key text, hash text);
  bills := private.copy_bill(p_place, p_people);
  return (
    select jsonb_agg(jsonb_build_object('student', p.student, 'name', p.name, 'code', p.code, 'ids', jsonb_build_object(p_first, p.student, p_place, p.place)
      || coalesce(bills -> p.place::text, '{}')))
    from jsonb_to_recordset(p_people) as p (student uuid, place uuid, name text, code text));
end $$;

-- Their bills with the parts, on the same days. Returns for each place whose bill stands for which; an empty object where there is none.
create or replace function private.copy_bill(p_place uuid, p_people jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  model public.invoices;
  made uuid[];
  parts uuid[];
begin
  select i.* into model from public.invoices as i where i.enrollment_id = p_place and i.status <> 'cancelled';
  if not found then
    return '{}';
  end if;
  with added as (
    insert into public.invoices (organization_id, student_id, course_id, user_id, enrollment_id, currency, list_amount, discount_amount,
                                 discount_percentage, amount, issue_date, due_date)
      select model.organization_id, p.student, model.course_id, p.person, p.place, model.currency, model.list_amount, model.discount_amount,
             model.discount_percentage, model.amount, model.issue_date, model.due_date
      from jsonb_to_recordset(p_people) as p (at int, student uuid, person uuid, place uuid) order by p.at
      returning id)
  select array_agg(id) into made from added;
  with added as (
    insert into public.installment_plans (organization_id, invoice_id, student_id, user_id, currency, installment_number, amount, issue_date, due_date)
      select i.organization_id, i.id, i.student_id, i.user_id, m.currency, m.installment_number, m.amount, m.issue_date, m.due_date
      from public.invoices as i
      join public.installment_plans as m on m.organization_id = i.organization_id and m.invoice_id = model.id
      where i.id = any (made)
      returning id)
  select array_agg(id) into parts from added;
  perform private.follow_money(parts);
  return (select jsonb_object_agg(i.enrollment_id, jsonb_build_object(model.id, i.id)) from public.invoices as i where i.id = any (made));
end $$;

-- What waits for a second person, as it waits for the first; who decides hears of all of it together. Returns what copy_deeds reads.
create or replace function private.copy_request(p_first uuid, p_people jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  model record;
  maps jsonb;
begin
  select a.id, a.kind, a.currency, a.amount, a.about, a.reason, a.request, a.expires_on into model
    from dashboard.money_approvals as a where a.student_id = p_first and a.status = 'waiting';
  with asked as (
    insert into dashboard.money_approvals (student_id, kind, currency, amount, about, reason, request, expires_on, idempotency_key)
      select p.student, model.kind, model.currency, model.amount, model.about, model.reason,
             model.request || jsonb_build_object('student', p.student, 'form', p.hash), model.expires_on, p.key
      from jsonb_to_recordset(p_people) as p (at int, student uuid, hash text, key text) order by p.at
      returning id, student_id)
  select jsonb_agg(jsonb_build_object('student', p.student, 'name', p.name, 'code', p.code, 'ids', jsonb_build_object(p_first, p.student, model.id, a.id)))
    into maps
    from jsonb_to_recordset(p_people) as p (student uuid, name text, code text) join asked as a on a.student_id = p.student;
  perform private.notify_users(array_remove(private.people_with(private.org_id(), array['superadmin', 'admin']), private.actor_id()),
    'approval_asked', format('%s more acts of money wait for a second person', jsonb_array_length(maps)),
    format('Each of %s %s.', model.currency, round(model.amount, private.currency_exponent(model.currency))), '/finance/approvals', model.id || ' more');
  return maps;
end $$;

-- What the audit and the line of the first one say, for each of the others: `p_maps` is {student, name, code, ids}, whose ids say what of theirs
-- stands for what of the first one.
create or replace function private.copy_deeds(p_first uuid, p_maps jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.admin_logs (organization_id, admin_id, actor_role, action, table_name, record_id, description, old_values, new_values,
                                 target_student_id, sensitivity)
    select l.organization_id, l.admin_id, l.actor_role, l.action, l.table_name, (m.ids ->> l.record_id::text)::uuid,
           case l.action when 'student_created' then format('Added %s as %s.', m.name, m.code) else l.description end, l.old_values, l.new_values,
           m.student, l.sensitivity
    from jsonb_to_recordset(p_maps) as m (student uuid, name text, code text, ids jsonb)
    join public.admin_logs as l on l.organization_id = private.org_id() and l.target_student_id = p_first
      and l.action in ('student_created', 'enrollment_created', 'discount_applied', 'invoice_created', 'approval_asked')
    order by l."timestamp", m.code;
  insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, reference_table, reference_id, metadata,
                                         visibility, occurred_at, created_by)
    select l.organization_id, s.user_id, m.student, l.activity_type, l.reference_table,
           coalesce((m.ids ->> l.reference_id::text)::uuid, l.reference_id), l.metadata, l.visibility, l.occurred_at, l.created_by
    from jsonb_to_recordset(p_maps) as m (student uuid, code text, ids jsonb)
    join public.students as s on s.organization_id = private.org_id() and s.id = m.student
    join public.user_activity_logs as l on l.organization_id = s.organization_id and l.student_id = p_first
      and l.activity_type in ('student_created', 'course_enrolled', 'pathway_enrolled', 'student_enrolled_in_batch', 'invoice_created')
    order by l.occurred_at, m.code;
$$;

revoke all on function private.copy_deeds(uuid, jsonb) from public;
grant execute on function private.copy_deeds(uuid, jsonb) to growthos_operations;
call private.hand_to_operations('private.copy_newcomer(uuid, uuid, jsonb)', 'private.copy_accounts(jsonb)', 'private.copy_place(uuid, uuid, jsonb)',
  'private.copy_bill(uuid, jsonb)', 'private.copy_request(uuid, jsonb)');
