-- Repeatable. Bringing a learner back: messages by hand, and what became of them. Belongs to growthos_operations: the tenant
-- policy holds inside. A cycle is open while one of its messages waits, was sent or failed.

-- Superadmin and admin, or the job. A message that the job left waiting is the one that is sent; else it is the next of the
-- open cycle, or the first of a new one. Returns its id. Raises recovery.not_allowed 42501, people.student_missing P0002,
-- recovery.text_missing and recovery.channel_unknown 22023, recovery.no_opt_in and recovery.no_attempt_left 55000.
create or replace function private.record_recovery_message(p_student uuid, p_channel text, p_text text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  quiet record;
  last record;
  made uuid;
begin
  if not private.at_work() and not private.has_power('superadmin', 'admin') then
    raise exception 'recovery.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(btrim(coalesce(p_text, ''))) not between 1 and 4000 then
    raise exception 'recovery.text_missing' using errcode = '22023', detail = '{"field": "text"}';
  elsif p_channel is null or p_channel not in ('whatsapp', 'email', 'in_app', 'phone') then
    raise exception 'recovery.channel_unknown' using errcode = '22023', detail = '{"field": "channel"}';
  end if;
  perform from public.students as s where s.id = p_student for no key update;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  elsif p_channel = 'whatsapp' and not private.may_write_by_whatsapp(p_student) then
    raise exception 'recovery.no_opt_in' using errcode = '55000', detail = '{"field": "channel"}';
  end if;
  select q.days into quiet from private.quiet_students(private.today()) as q where q.student_id = p_student;
  select m.id, m.recovery_cycle, m.attempt_number, m.status into last
    from public.student_recovery_messages as m where m.student_id = p_student order by m.recovery_cycle desc, m.attempt_number desc limit 1;
  if last.status in ('pending', 'failed') then
    update public.student_recovery_messages
      set status = 'sent', channel = p_channel, message_content = btrim(p_text), sent_at = private.now()
      where id = last.id returning id into made;
  elsif last.status = 'sent' and last.attempt_number >= 3 then
    raise exception 'recovery.no_attempt_left' using errcode = '55000', detail = '{}';
  else
    insert into public.student_recovery_messages
        (organization_id, student_id, recovery_cycle, attempt_number, channel, message_type, message_content, days_inactive, status, sent_at)
      values (private.org_id(), p_student,
              case when last.status = 'sent' then last.recovery_cycle else coalesce(last.recovery_cycle, 0) + 1 end,
              case when last.status = 'sent' then last.attempt_number + 1 else 1 end,
              p_channel, 'manual', btrim(p_text), coalesce(quiet.days, 0), 'sent', private.now())
      returning id into made;
  end if;
  update public.students set recovery_status = 'recovering' where id = p_student and recovery_status <> 'recovering';
  perform private.log_activity(private.org_id(), p_student, 'recovery_contact', 'student_recovery_messages', made,
                               jsonb_build_object('channel', p_channel), 'staff');
  perform private.log_admin_action(private.org_id(), 'recovery_message_sent', 'student_recovery_messages', made,
                                   format('Wrote to a quiet student by %s.', replace(p_channel, '_', ' ')), null,
                                   jsonb_build_object('channel', p_channel), p_student);
  return made;
end $$;

create or replace function private.may_write_by_whatsapp(p_student uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.student_details as d
                 where d.student_id = p_student and d.contact_preferences -> 'whatsapp_opt_in' = 'true')
$$;

-- Superadmin and admin, or the job: the learner is back because of this message; what else was open in its cycle is over.
-- Whether that was not known before. Raises recovery.not_allowed 42501, recovery.missing P0002, recovery.not_sent 55000.
create or replace function private.mark_student_recovered(p_message uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  message record;
begin
  if not private.at_work() and not private.has_power('superadmin', 'admin') then
    raise exception 'recovery.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select m.* into message from public.student_recovery_messages as m where m.id = p_message for update;
  if not found then
    raise exception 'recovery.missing' using errcode = 'P0002', detail = '{}';
  elsif message.status = 'recovered' then
    return false;
  elsif message.status not in ('sent', 'responded') then
    raise exception 'recovery.not_sent' using errcode = '55000', detail = jsonb_build_object('status', message.status)::text;
  end if;
  update public.student_recovery_messages
    set status = case when id = p_message then 'recovered' else 'expired' end,
        recovered_at = case when id = p_message then greatest(private.now(), sent_at) end
    where student_id = message.student_id and recovery_cycle = message.recovery_cycle
      and (id = p_message or status in ('pending', 'sent', 'failed'));
  update public.students set recovery_status = 'recovered' where id = message.student_id;
  perform private.log_admin_action(message.organization_id, 'student_recovered', 'student_recovery_messages', p_message,
                                   'The learner is back.', p_student => message.student_id);
  return true;
end $$;

revoke all on function private.may_write_by_whatsapp(uuid) from public;
grant execute on function private.may_write_by_whatsapp(uuid) to growthos_operations;
call private.hand_to_operations('private.record_recovery_message(uuid, text, text)', 'private.mark_student_recovered(uuid)');
grant execute on function private.record_recovery_message(uuid, text, text), private.mark_student_recovered(uuid) to growthos_staff, growthos_worker;
