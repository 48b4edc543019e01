-- Repeatable. T23: which state of a ticket follows which, and the stamps of each. T24: what an answer does to its ticket.
-- Both hold for whoever writes, a function or a person within the law. An import of the owner brings its past with it:
-- nobody is told and nothing is stamped.

--   open → in_progress, resolved, closed;  in_progress → resolved, closed;  resolved → in_progress, closed;  closed: the end
create or replace function private.ticket_may_become(p_from text, p_to text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select case p_from
    when 'open' then p_to in ('in_progress', 'resolved', 'closed')
    when 'in_progress' then p_to in ('resolved', 'closed')
    when 'resolved' then p_to in ('in_progress', 'closed')
    else false end
$$;

create or replace function private.move_ticket_on() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not private.ticket_may_become(old.status, new.status) then
    raise exception 'ticket.not_from_here' using errcode = '55000',
      detail = jsonb_build_object('field', 'status', 'from', replace(old.status, '_', ' '), 'to', replace(new.status, '_', ' '))::text;
  end if;
  new.resolved_at := case new.status when 'resolved' then private.now() when 'closed' then old.resolved_at end;
  new.closed_at := case new.status when 'closed' then private.now() end;
  return new;
end $$;

-- A new ticket is open, whatever the client says.
create or replace function private.begin_ticket() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if private.actor_id() is not null then
    new.status := 'open';
    new.opened_by := private.actor_id();
    new.first_response_at := null;
  end if;
  return new;
end $$;

-- The desk: who answers tickets, else the admins.
create or replace function private.ticket_desk(p_organization uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select case when cardinality(private.people_with(p_organization, array['support'])) > 0
    then private.people_with(p_organization, array['support']) else private.people_with(p_organization, array['admin']) end
$$;

-- Where staff find a ticket; learners read theirs elsewhere.
create or replace function private.ticket_page(p_number text) returns text
language sql immutable set search_path = '' as $$ select '/support/tickets?q=' || p_number $$;

create or replace function private.tell_of_ticket() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if private.org_id() is null then
    return null;
  end if;
  perform private.log_activity(new.organization_id, new.student_id, 'support_ticket_created', 'support_tickets', new.id,
                               jsonb_build_object('ticket_number', new.ticket_number));
  perform private.notify_users(
    array_remove(case when new.opened_by = new.user_id then private.ticket_desk(new.organization_id) else array[new.user_id] end, new.opened_by),
    'ticket_updated', format('%s was opened: %s', new.ticket_number, new.subject), '',
    case when new.opened_by = new.user_id then private.ticket_page(new.ticket_number) end, new.id::text,
    jsonb_build_object('ticket_id', new.id, 'ticket_number', new.ticket_number));
  return null;
end $$;

-- Nothing is said on a closed ticket, and everybody speaks for themselves.
create or replace function private.guard_reply() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.support_tickets as t
    where t.organization_id = new.organization_id and t.id = new.ticket_id and t.status <> 'closed' for no key update;
  if not found and exists (select from public.support_tickets as t where t.organization_id = new.organization_id and t.id = new.ticket_id) then
    raise exception 'ticket.closed' using errcode = '55000', detail = '{}';
  end if;
  new.user_id := coalesce(private.actor_id(), new.user_id);
  return new;
end $$;

-- Staff answered where the learner can read it: the first answer is stamped, the ticket is being worked on. The learner
-- answered what was resolved: it is not. Whoever is on the other side hears of it; of internal words only staff.
create or replace function private.follow_reply() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  ticket public.support_tickets;
  by_learner boolean;
begin
  if private.org_id() is null then
    return null;
  end if;
  select t.* into ticket from public.support_tickets as t where t.id = new.ticket_id;
  by_learner := new.user_id = ticket.user_id;
  if not by_learner and not new.is_internal then
    update public.support_tickets as t
      set first_response_at = coalesce(t.first_response_at, new.created_at),
          status = case t.status when 'open' then 'in_progress' else t.status end
      where t.id = ticket.id and (t.first_response_at is null or t.status = 'open');
  elsif by_learner and ticket.status = 'resolved' then
    update public.support_tickets set status = 'in_progress' where id = ticket.id;
  end if;
  if not new.is_internal then
    perform private.log_activity(new.organization_id, ticket.student_id, 'support_ticket_replied', 'support_tickets', ticket.id,
                                 jsonb_build_object('ticket_number', ticket.ticket_number));
  end if;
  perform private.notify_users(
    array_remove(case when by_learner or new.is_internal
      then case when ticket.assigned_to is null then private.ticket_desk(new.organization_id) else array[ticket.assigned_to] end
      else array[ticket.user_id] end, new.user_id),
    'ticket_updated', format('%s: %s', ticket.ticket_number, case when new.is_internal then 'a note for staff' else 'a new answer' end),
    left(new.message, 200), case when by_learner or new.is_internal then private.ticket_page(ticket.ticket_number) end, new.id::text, jsonb_build_object('ticket_id', ticket.id, 'ticket_number', ticket.ticket_number));
  return null;
end $$;

create or replace trigger begin_ticket before insert on public.support_tickets
  for each row execute function private.begin_ticket();
create or replace trigger move_ticket_on before update of status on public.support_tickets
  for each row when (old.status is distinct from new.status) execute function private.move_ticket_on();
create or replace trigger tell_of_ticket after insert on public.support_tickets
  for each row execute function private.tell_of_ticket();
create or replace trigger guard_reply before insert on public.support_ticket_replies
  for each row execute function private.guard_reply();
create or replace trigger follow_reply after insert on public.support_ticket_replies
  for each row execute function private.follow_reply();

revoke all on function private.ticket_may_become(text, text), private.ticket_desk(uuid), private.ticket_page(text) from public;
