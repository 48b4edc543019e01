-- Repeatable. Opening, giving, answering and moving tickets. Belongs to growthos_operations: the tenant policy holds inside.

-- May the actor work on this ticket? Office, enrolment managers and support on all; a mentor on those given to them, and
-- where it is said so on those of their learners.
create or replace function private.ticket_to_work_on(p_ticket uuid, p_of_my_learners boolean default false) returns public.support_tickets
language plpgsql volatile security definer set search_path = '' as $$
declare
  me constant uuid := private.actor_id();
  ticket public.support_tickets;
begin
  select t.* into ticket from public.support_tickets as t
    where t.id = p_ticket
      and (private.has_power('superadmin', 'admin', 'enrollment_manager', 'support')
           or private.has_power('mentor') and (t.assigned_to = me or p_of_my_learners and t.mentor_id = me)
           or private.has_power('student') and t.user_id = me)
    for no key update;
  if not found then
    raise exception 'ticket.missing' using errcode = 'P0002', detail = '{}';
  end if;
  return ticket;
end $$;

-- Holds a ticket that the actor may work on until the end of the transaction, and returns what it is: whoever compares with what
-- was shown, and then changes it, lets nobody pass in between. Raises ticket.missing P0002.
create or replace function private.hold_ticket(p_ticket uuid) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select jsonb_build_object('assigned_to', coalesce(t.assigned_to::text, ''), 'priority', t.priority)
  from private.ticket_to_work_on(p_ticket) as t
$$;

-- Office, enrolment managers and support for any student; a student for themselves. Returns the ticket's id. Raises
-- ticket.not_allowed 42501, people.student_missing P0002, ticket.subject_missing, ticket.message_missing and
-- ticket.priority_unknown 22023; an unknown category is refused by the table. With the key of a form that was sent before it
-- opens nothing, and returns what was opened then.
create or replace function private.open_ticket(
  p_student uuid, p_subject text, p_message text, p_category text default 'general', p_priority text default 'medium',
  p_key uuid default null)
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  own constant boolean := private.has_power('student');
  learner record;
  opened uuid;
begin
  if not own and not private.has_power('superadmin', 'admin', 'enrollment_manager', 'support') then
    raise exception 'ticket.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(btrim(coalesce(p_subject, ''))) not between 1 and 200 then
    raise exception 'ticket.subject_missing' using errcode = '22023', detail = '{"field": "subject"}';
  elsif length(btrim(coalesce(p_message, ''))) not between 1 and 8000 then
    raise exception 'ticket.message_missing' using errcode = '22023', detail = '{"field": "message"}';
  elsif p_priority is null or p_priority not in ('low', 'medium', 'high', 'urgent') then
    raise exception 'ticket.priority_unknown' using errcode = '22023', detail = '{"field": "priority"}';
  end if;
  select s.id, s.organization_id into learner from public.students as s
    where case when own then s.user_id = private.actor_id() and s.id = coalesce(p_student, s.id) else s.id = p_student end;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  select t.id into opened from public.support_tickets as t
    where t.organization_id = learner.organization_id and t.idempotency_key = p_key and t.student_id = learner.id;
  if not found then
    insert into public.support_tickets (organization_id, student_id, subject, message, category, priority, idempotency_key)
      values (learner.organization_id, learner.id, btrim(p_subject), btrim(p_message), p_category, p_priority, coalesce(p_key, gen_random_uuid())) returning id into opened;
  end if;
  return opened;
end $$;

-- Gives a ticket to somebody who answers tickets, or to nobody. Whether that changed. Raises ticket.not_allowed 42501,
-- ticket.missing P0002, ticket.nobody_to_answer 22023, ticket.closed 55000.
create or replace function private.assign_ticket(p_ticket uuid, p_to uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  ticket public.support_tickets;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager', 'support') then
    raise exception 'ticket.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  ticket := private.ticket_to_work_on(p_ticket);
  if ticket.assigned_to is not distinct from p_to then
    return false;
  elsif ticket.status = 'closed' then
    raise exception 'ticket.closed' using errcode = '55000', detail = '{}';
  elsif p_to is not null and not exists (select from private.people_for_tickets() as p where p.value = p_to) then
    raise exception 'ticket.nobody_to_answer' using errcode = '22023', detail = '{"field": "assigned_to"}';
  end if;
  update public.support_tickets set assigned_to = p_to where id = p_ticket;
  if p_to is distinct from private.actor_id() then
    perform private.notify_users(array[p_to], 'ticket_updated', format('%s was given to you', ticket.ticket_number), ticket.subject,
      private.ticket_page(ticket.ticket_number), format('%s %s %s', p_ticket, p_to, private.now()), jsonb_build_object('ticket_id', p_ticket));
  end if;
  return true;
end $$;

-- An answer, or a note for staff. Whoever may read the ticket may answer it; learners write no notes. Returns the answer's
-- id; with the key of a form that was sent before, that of what was said then. Raises ticket.missing P0002, ticket.message_missing
-- 22023, ticket.closed 55000.
create or replace function private.reply_ticket(p_ticket uuid, p_message text, p_internal boolean default false, p_key uuid default null)
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  ticket constant public.support_tickets := private.ticket_to_work_on(p_ticket, true);
  said uuid;
begin
  if length(btrim(coalesce(p_message, ''))) not between 1 and 8000 then
    raise exception 'ticket.message_missing' using errcode = '22023', detail = '{"field": "message"}';
  end if;
  -- the lock on the ticket makes a second one wait for the first
  select r.id into said from public.support_ticket_replies as r
    where r.organization_id = ticket.organization_id and r.idempotency_key = p_key and r.ticket_id = p_ticket;
  if not found then
    insert into public.support_ticket_replies (organization_id, ticket_id, message, is_internal, idempotency_key)
      values (ticket.organization_id, p_ticket, btrim(p_message), coalesce(p_internal, false) and not private.has_power('student'),
              coalesce(p_key, gen_random_uuid()))
      returning id into said;
  end if;
  return said;
end $$;

-- The next state; where it is said from which, only from that. A student may only close their own. Whether it changed. Raises
-- ticket.not_allowed 42501, ticket.missing P0002, ticket.moved_meanwhile and ticket.not_from_here 55000.
create or replace function private.move_ticket(p_ticket uuid, p_status text, p_from text default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  ticket constant public.support_tickets := private.ticket_to_work_on(p_ticket);
begin
  if private.has_power('student') and p_status is distinct from 'closed' then
    raise exception 'ticket.not_allowed' using errcode = '42501', detail = '{}';
  elsif ticket.status = p_status then
    return false;
  elsif ticket.status <> p_from then
    raise exception 'ticket.moved_meanwhile' using errcode = '55000',
      detail = jsonb_build_object('now', replace(ticket.status, '_', ' '))::text;
  end if;
  update public.support_tickets set status = p_status where id = p_ticket;
  return true;
end $$;

-- Job: what was resolved and stayed so for seven days is closed. Returns how many. Raises jobs.not_at_work 42501.
create or replace function private.close_resolved_tickets() returns int
language plpgsql security definer set search_path = '' as $$
declare
  closed int;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  update public.support_tickets set status = 'closed'
    where organization_id = private.org_id() and status = 'resolved' and resolved_at <= private.now() - interval '7 days';
  get diagnostics closed = row_count;
  return closed;
end $$;

-- Job: a ticket whose first answer is late is told of, once, to whoever has it, or else to the desk, and to the admins. What
-- became late more than a week ago is no news any more. Returns how many people heard. Raises jobs.not_at_work 42501.
create or replace function private.tell_of_late_tickets() returns int
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  admins constant uuid[] := private.people_with(here, array['admin']);
  late record;
  told int := 0;
begin
  if not private.at_work() then
    raise exception 'jobs.not_at_work' using errcode = '42501', detail = '{}';
  end if;
  for late in
    select t.id, t.ticket_number, t.subject, t.priority, t.sla_due_at,
           admins || case when t.assigned_to is null then private.ticket_desk(here) else array[t.assigned_to] end as people
    from public.support_tickets as t
    where t.organization_id = here and t.first_response_at is null and t.status in ('open', 'in_progress')
      and t.sla_due_at < private.now() and t.sla_due_at > private.now() - interval '7 days'
    order by t.sla_due_at, t.id
  loop
    told := told + private.notify_users(late.people, 'ticket_updated', format('%s has no answer yet: %s', late.ticket_number, late.subject),
      format('Its priority is %s, and the first answer is late.', late.priority), private.ticket_page(late.ticket_number), format('late %s %s', late.id, late.sla_due_at),
      jsonb_build_object('ticket_id', late.id, 'ticket_number', late.ticket_number));
  end loop;
  return told;
end $$;

call private.hand_to_operations(
  'private.ticket_to_work_on(uuid, boolean)', 'private.hold_ticket(uuid)', 'private.open_ticket(uuid, text, text, text, text, uuid)', 'private.assign_ticket(uuid, uuid)',
  'private.reply_ticket(uuid, text, boolean, uuid)', 'private.move_ticket(uuid, text, text)', 'private.close_resolved_tickets()', 'private.tell_of_late_tickets()');
grant execute on function private.open_ticket(uuid, text, text, text, text, uuid), private.reply_ticket(uuid, text, boolean, uuid),
  private.move_ticket(uuid, text, text) to authenticated;
grant execute on function private.assign_ticket(uuid, uuid), private.hold_ticket(uuid) to growthos_staff;
grant execute on function private.ticket_desk(uuid), private.ticket_page(text) to growthos_operations;
grant execute on function private.close_resolved_tickets() to growthos_worker;
