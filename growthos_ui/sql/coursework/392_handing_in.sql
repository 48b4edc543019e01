-- Repeatable. Handing work in. Belongs to growthos_operations: the tenant policy holds inside. Version, deadline and "one at a
-- time" are the table's own triggers (390), whoever writes.

-- An https address that a browser can open: its host has no brackets and nobody's name before it.
create or replace function private.is_web_address(p_address text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select p_address ~ '^https://[^\s/?#@\[\]\\]+([/?#][^\s]*)?$'
$$;

-- At most twenty https addresses, or none.
create or replace function private.are_links(p_links jsonb) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select case jsonb_typeof(coalesce(p_links, '[]')) when 'array'
    then jsonb_array_length(coalesce(p_links, '[]')) <= 20 and not exists (
      select from jsonb_array_elements(coalesce(p_links, '[]')) as l (one)
      where jsonb_typeof(one) <> 'string' or not private.is_web_address(one #>> '{}') or length(one #>> '{}') > 2000)
    else false end
$$;

-- Refuses what is not of the kind that the assignment asks for. Raises submission.content_missing and
-- submission.link_invalid 22023 with the field, submission.too_long 22023.
create or replace function private.check_handed_in(p_type text, p_text text, p_file text, p_links jsonb) returns void
language plpgsql immutable set search_path = '' as $$
declare
  has_text constant boolean := coalesce(btrim(p_text), '') <> '';
  has_file constant boolean := coalesce(btrim(p_file), '') <> '';
  has_links constant boolean := coalesce(p_links, '[]') <> '[]';
begin
  if not (case p_type when 'text' then has_text when 'file' then has_file when 'link' then has_links
                      else has_text or has_file or has_links end) then
    raise exception 'submission.content_missing' using errcode = '22023',
      detail = jsonb_build_object('field', case p_type when 'mixed' then 'text' else p_type end)::text;
  elsif length(p_text) > 50000 then
    raise exception 'submission.too_long' using errcode = '22023', detail = '{"field": "text", "most": 50000}';
  elsif has_file and not private.is_web_address(p_file) then
    raise exception 'submission.link_invalid' using errcode = '22023', detail = '{"field": "file"}';
  elsif not private.are_links(p_links) then
    raise exception 'submission.link_invalid' using errcode = '22023', detail = '{"field": "link"}';
  end if;
end $$;

-- Hands in the next version of a learner's work. A learner, with access to the course, once the recording it hangs on
-- is open. Returns the version's id. Raises submission.not_a_learner 42501, submission.assignment_missing P0002,
-- submission.no_access and submission.locked 55000 with the reason, the refusals of check_handed_in, and of the table
-- submission.still_pending and submission.already_approved 55000.
create or replace function private.submit_assignment(p_assignment uuid, p_text text, p_file text default null, p_links jsonb default '[]')
returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  me constant uuid := private.my_student();
  work record;
  held text;
  made uuid;
begin
  if me is null then
    raise exception 'submission.not_a_learner' using errcode = '42501', detail = '{}';
  end if;
  select a.organization_id, a.course_id, a.recording_id, a.submission_type into work
    from public.assignments as a where a.id = p_assignment and a.is_active;
  if not found then
    raise exception 'submission.assignment_missing' using errcode = 'P0002', detail = '{"field": "assignment_id"}';
  end if;
  held := private.access_lock(me, work.course_id);
  if held is not null then
    raise exception 'submission.no_access' using errcode = '55000', detail = jsonb_build_object('reason', held)::text;
  end if;
  select u.reason into held from private.unlock_state(me, work.recording_id) as u where not u.is_open;
  if held is not null then
    raise exception 'submission.locked' using errcode = '55000', detail = jsonb_build_object('reason', held)::text;
  end if;
  perform private.check_handed_in(work.submission_type, p_text, p_file, p_links);
  insert into public.student_assignments as v (organization_id, student_id, assignment_id, version, submission_text, submission_file_url, links)
    values (work.organization_id, me, p_assignment, 1, nullif(btrim(p_text), ''), nullif(btrim(p_file), ''), coalesce(p_links, '[]'))
    returning v.id into made;
  return made;
end $$;

revoke all on function private.is_web_address(text), private.are_links(jsonb), private.check_handed_in(text, text, text, jsonb) from public;
grant execute on function private.is_web_address(text), private.are_links(jsonb), private.check_handed_in(text, text, text, jsonb) to growthos_operations;
call private.hand_to_operations('private.submit_assignment(uuid, text, text, jsonb)');
grant execute on function private.submit_assignment(uuid, text, text, jsonb) to authenticated;
