-- Repeatable. The log of who reached for whom, and the days on which no reminder goes out. Belongs to growthos_operations.

-- Writes a contact into the log. Superadmin, admin and finance. `p_next_on` is when the next step is to happen; until then the learner
-- waits at the end of the worklist. Returns its id. Raises finance.not_allowed 42501, people.student_missing P0002,
-- finance.channel_invalid, finance.outcome_invalid, finance.step_invalid and finance.date_invalid 22023, finance.key_used 23505.
create or replace function private.record_contact(
  p_student uuid, p_channel text, p_outcome text, p_note text default null, p_next_step text default null, p_next_on date default null,
  p_key text default null
) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  asked constant jsonb := jsonb_build_object('act', 'contact', 'student', p_student, 'channel', p_channel, 'outcome', p_outcome, 'note', p_note,
    'step', p_next_step, 'on', p_next_on);
  made uuid;
begin
  perform private.require_collector();
  made := private.same_collecting(p_key, asked);
  if made is not null then
    return made;
  end if;
  perform private.require_learner(p_student);
  perform private.require_contact(p_channel, p_outcome, p_next_step, p_next_on);
  insert into dashboard.collection_contacts (student_id, channel, outcome, note, next_step, next_on, idempotency_key, request_hash)
    values (p_student, p_channel, p_outcome, nullif(btrim(p_note), ''), p_next_step, p_next_on, coalesce(p_key, gen_random_uuid()::text),
            private.hash_of(asked))
    returning id into made;
  return made;
end $$;

-- Refuses a learner who is not there: another school's is as missing as none.
create or replace function private.require_learner(p_student uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  perform from public.students as s where s.organization_id = private.org_id() and s.id = p_student;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
end $$;

-- Refuses what is no contact: a way, an outcome or a step that there is not, and a day that is past, or is far away.
create or replace function private.require_contact(p_channel text, p_outcome text, p_next_step text, p_next_on date) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if coalesce(p_channel, '') not in ('phone', 'whatsapp', 'email', 'sms', 'in_person', 'other') then
    raise exception 'finance.channel_invalid' using errcode = '22023', detail = '{"field": "channel"}';
  elsif coalesce(p_outcome, '') not in (
      'promised', 'will_pay', 'asked_for_time', 'message_left', 'no_answer', 'wrong_number', 'refused', 'disputed') then
    raise exception 'finance.outcome_invalid' using errcode = '22023', detail = '{"field": "outcome"}';
  elsif p_next_step not in ('call', 'message', 'give_time', 'escalate', 'wait') or p_next_step is null and p_next_on is not null then
    raise exception 'finance.step_invalid' using errcode = '22023', detail = '{"field": "next_step"}';
  elsif p_next_on not between private.today() and private.today() + 90 then
    raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object(
      'field', 'next_on', 'first', private.today(), 'last', private.today() + 90)::text;
  end if;
end $$;

-- Pauses the reminders of a learner from today to a last day, for a reason. It takes the place of a pause that holds. Superadmin, admin
-- and finance. Raises finance.not_allowed 42501, people.student_missing P0002, finance.reason_required and finance.date_invalid 22023.
create or replace function private.pause_reminders(p_student uuid, p_ends_on date, p_reason text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  today constant date := private.today();
  made uuid;
begin
  perform private.require_collector();
  perform private.require_learner(p_student);
  if coalesce(btrim(p_reason), '') = '' then
    raise exception 'finance.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  elsif p_ends_on is null or p_ends_on not between today and today + 183 then
    raise exception 'finance.date_invalid' using errcode = '22023', detail = jsonb_build_object(
      'field', 'ends_on', 'first', today, 'last', today + 183)::text;
  end if;
  perform private.end_pauses(p_student);
  insert into dashboard.reminder_pauses (student_id, starts_on, ends_on, reason) values (p_student, today, p_ends_on, btrim(p_reason))
    returning id into made;
  return made;
end $$;

-- Ends the pause of a learner: reminders go out again from today. Superadmin, admin and finance. Raises finance.not_allowed 42501,
-- people.student_missing P0002 and finance.not_paused 55000.
create or replace function private.resume_reminders(p_student uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_collector();
  perform private.require_learner(p_student);
  if private.end_pauses(p_student) = 0 then
    raise exception 'finance.not_paused' using errcode = '55000', detail = '{}';
  end if;
end $$;

-- Ends what holds today; two at once wait for each other. Returns how many pauses that were.
create or replace function private.end_pauses(p_student uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  ended int;
begin
  perform pg_advisory_xact_lock(hashtextextended('growthos.pause ' || p_student, 0));
  update dashboard.reminder_pauses as p set ended_on = private.today(), ended_by = private.actor_id()
    where p.student_id = p_student and p.ended_on is null and p.ends_on >= private.today();
  get diagnostics ended = row_count;
  return ended;
end $$;

grant execute on function private.require_learner(uuid), private.require_contact(text, text, text, date) to growthos_operations;
call private.hand_to_operations('private.record_contact(uuid, text, text, text, text, date, text)',
  'private.pause_reminders(uuid, date, text)', 'private.resume_reminders(uuid)', 'private.end_pauses(uuid)');
revoke all on function private.require_learner(uuid), private.require_contact(text, text, text, date) from public;
grant execute on function private.record_contact(uuid, text, text, text, text, date, text), private.pause_reminders(uuid, date, text),
  private.resume_reminders(uuid) to growthos_staff;
