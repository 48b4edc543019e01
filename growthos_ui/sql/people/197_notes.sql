-- Repeatable. What staff write down about a student: a line of their activity that only staff read, and that nobody changes or
-- takes away. Belongs to growthos_operations: the tenant policy holds inside.

-- Superadmin, admin and enrolment manager on every student, a mentor on their own. Returns the note's id; with the key of a form
-- that was sent before, that of the note which was kept then. Signs that turn the direction of what stands after them are left out, as
-- are those that show nothing. Raises note.not_allowed 42501, note.text_missing 22023, people.student_missing P0002.
create or replace function private.add_note(p_student uuid, p_note text, p_key uuid default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  everybody constant boolean := private.has_power('superadmin', 'admin', 'enrollment_manager');
  words constant text := btrim(regexp_replace(
    replace(p_note, E'\r\n', E'\n'), '[\u0001-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]', '', 'g'), E' \n\t');
  made uuid;
begin
  if not everybody and not private.has_power('mentor') then
    raise exception 'note.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(coalesce(words, '')) not between 1 and 2000 then
    raise exception 'note.text_missing' using errcode = '22023', detail = '{"field": "note"}';
  end if;
  -- what is sent twice at once waits for itself
  perform from public.students as s
    where s.id = p_student and (everybody or s.mentor_id = private.actor_id()) for no key update;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  select l.id into made from public.user_activity_logs as l
    where l.student_id = p_student and l.visibility = 'staff' and l.activity_type = 'admin_note'
      and l.created_by = private.actor_id() and l.reference_id = p_key;
  return coalesce(made, private.log_activity(here, p_student, 'admin_note', null, p_key, jsonb_build_object('note', words), 'staff'));
end $$;

call private.hand_to_operations('private.add_note(uuid, text, uuid)');
grant execute on function private.add_note(uuid, text, uuid) to authenticated;
