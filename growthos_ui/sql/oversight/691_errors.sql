-- Repeatable. What went wrong is written down without secrets, and looked at once.

-- A text without what must not be kept: values behind the names of secrets, tokens, hashes, addresses of people, numbers to
-- call, cards and accounts, and the query of an address.
create or replace function private.scrub(p_text text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(p_text,
    -- who an address signs in as, and a secret in quotes: with its blanks
    '(\m[a-z][a-z0-9+.-]*://)[^\s/@"'']+@', '\1[removed]@', 'gi'),
    '([a-z_-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|authorization|cookie|api[_-]?key|credential|private[_-]?key|access[_-]?key|signature|\motp)[a-z_-]*["'']?\s*[=:]\s*)"[^"]*"', '\1"[removed]"', 'gi'),
    '([a-z_-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|authorization|cookie|api[_-]?key|credential|private[_-]?key|access[_-]?key|signature|\motp)[a-z_-]*["'']?\s*[=:]\s*)''[^'']*''', '\1''[removed]''', 'gi'),
    '(https?://[^\s?#"'']+)[?#][^\s"'']*', '\1?[removed]', 'gi'),
    '\m(bearer|basic)\s+[A-Za-z0-9._~+/=-]+', '\1 [removed]', 'gi'),
    '([a-z_-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|authorization|cookie|api[_-]?key|credential|private[_-]?key|access[_-]?key|signature|\motp)[a-z_-]*["'']?\s*[=:]\s*["'']?)(?!\[removed|bearer|basic)[^\s"'',;&)}]+', '\1[removed]', 'gi'),
    '(?:\$argon2\S+|\m(?:eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9._-]+|[0-9a-f]{32,}|[A-Za-z0-9_-]{40,}))', '[removed]', 'g'),
    '[^\s<>"''(),:;=/\[\]]+(?:@|%40)[^\s<>"''(),:;]+\.[a-z]{2,}', '[e-mail]', 'gi'),
    '\+\d[\d ()-]{7,}\d', '[phone]', 'g'),
    -- an account at a bank, and a card
    '\m[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\M', '[account]', 'g'),
    '\m\d(?:[ -]?\d){13,18}\M', '[number]', 'g')
$$;

-- The same for everything within an object; what is named like a secret goes whole.
create or replace function private.scrub_details(p_details jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return case jsonb_typeof(p_details)
    when 'string' then to_jsonb(private.scrub(p_details #>> '{}'))
    when 'array' then (select coalesce(jsonb_agg(private.scrub_details(e.one) order by e.place), '[]')
                       from jsonb_array_elements(p_details) with ordinality as e (one, place))
    when 'object' then (select coalesce(jsonb_object_agg(e.key,
                          case when e.key ~* '(password|passwd|pwd|passphrase|passcode|secret|token|authorization|cookie|api[_-]?key|credential|private[_-]?key|access[_-]?key|signature|\motp)'
                               then to_jsonb('[removed]'::text) else private.scrub_details(e.value) end), '{}')
                        from jsonb_each(p_details) as e)
    else p_details end;
end $$;

-- One error of a live sign-in, or of the organisation that a job works for, in a transaction of its own: that of the error
-- is rolled back. A stranger's error belongs to no organisation: nothing is written, and null is returned.
create or replace function private.log_error(
  p_sign_in_id uuid, p_type text, p_severity text, p_message text, p_details jsonb default null, p_stack text default null,
  p_url text default null, p_code text default null, p_request_id text default null, p_user_agent text default null)
returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  whose record;
  written uuid;
begin
  select s.user_id, s.organization_id into whose from private.sign_in_by_id(p_sign_in_id) as s;
  whose.organization_id := coalesce(whose.organization_id, private.org_id());
  if whose.organization_id is null then
    return null;
  end if;
  insert into public.error_logs (organization_id, user_id, error_type, severity, error_message, error_details, stack_trace, url,
                                 error_code, request_id, user_agent)
    values (whose.organization_id, whose.user_id, coalesce(p_type, 'unknown'), coalesce(p_severity, 'error'),
            coalesce(nullif(btrim(left(private.scrub(p_message), 4000)), ''), 'No message.'),
            case when jsonb_typeof(p_details) = 'object' and length(private.scrub_details(p_details)::text) <= 16384
              then private.scrub_details(p_details) end,
            left(private.scrub(p_stack), 16384), left(private.scrub(p_url), 2000),
            left(p_code, 100), left(p_request_id, 100), left(private.scrub(p_user_agent), 500))
    returning id into written;
  return written;
end $$;

-- Superadmin. An error is looked at; with p_alike every open one of the same kind and message. Returns how many were open.
-- Raises error_log.not_allowed 42501, error_log.missing P0002.
create or replace function private.resolve_error(p_error uuid, p_alike boolean default false) returns int
language plpgsql security definer set search_path = '' as $$
declare
  seen record;
  resolved int;
begin
  if not private.has_power('superadmin') then
    raise exception 'error_log.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select e.error_type, e.error_message into seen from public.error_logs as e where e.id = p_error;
  if not found then
    raise exception 'error_log.missing' using errcode = 'P0002', detail = '{}';
  end if;
  update public.error_logs as e set resolved = true, resolved_at = private.now(), resolved_by = private.actor_id()
    where not e.resolved
      and (e.id = p_error or p_alike and e.organization_id = private.org_id()
           and e.error_type = seen.error_type and e.error_message = seen.error_message);
  get diagnostics resolved = row_count;
  return resolved;
end $$;

revoke all on function private.scrub(text), private.scrub_details(jsonb) from public;
grant execute on function private.scrub(text), private.scrub_details(jsonb) to growthos_operations;
call private.hand_to_operations('private.log_error(uuid, text, text, text, jsonb, text, text, text, text, text)', 'private.resolve_error(uuid, boolean)');
grant execute on function private.log_error(uuid, text, text, text, jsonb, text, text, text, text, text) to growthos_sign_in, growthos_worker;
grant execute on function private.resolve_error(uuid, boolean) to growthos_staff;
