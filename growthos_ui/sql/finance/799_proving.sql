-- Repeatable. Proof is added to a payment or a refund. Belongs to growthos_operations.

-- What a file is by its first bytes: a picture or a PDF; null for anything else.
create or replace function private.media_type_of(p_body bytea) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when substring(p_body from 1 for 8) = '\x89504e470d0a1a0a' then 'image/png'
    when substring(p_body from 1 for 3) = '\xffd8ff' then 'image/jpeg'
    when substring(p_body from 1 for 4) = '\x52494646' and substring(p_body from 9 for 4) = '\x57454250' then 'image/webp'
    when substring(p_body from 1 for 5) = '\x255044462d' then 'application/pdf' end
$$;

-- Keeps a file as proof of an act: of a payment by superadmin, admin and enrolment manager, of a refund by superadmin and admin.
-- The same file again is the proof that is there. Returns its id. Raises finance.not_allowed 42501, finance.act_missing P0002,
-- finance.proof_invalid, finance.proof_too_large 22023 and finance.proofs_enough 55000.
create or replace function private.add_proof(p_act uuid, p_name text, p_body bytea) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  act record;
  kept uuid;
begin
  if not private.has_power('superadmin', 'admin', 'enrollment_manager') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select a.id, a.organization_id, a.student_id, a.kind, a.undoes_id into act from dashboard.money_acts as a where a.id = p_act;
  if not found or act.kind not in ('payment', 'refund') or act.undoes_id is not null then
    raise exception 'finance.act_missing' using errcode = 'P0002', detail = '{}';
  elsif act.kind = 'refund' and not private.has_power('superadmin', 'admin') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif coalesce(octet_length(p_body), 0) > 8388608 then
    raise exception 'finance.proof_too_large' using errcode = '22023', detail = '{}';
  elsif private.media_type_of(p_body) is null then
    raise exception 'finance.proof_invalid' using errcode = '22023', detail = '{}';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('growthos.proof ' || act.id, 0));
  select f.id into kept from dashboard.proof_files as f where f.act_id = act.id and f.digest = encode(sha256(p_body), 'hex');
  if kept is not null then
    return kept;
  elsif (select count(*) >= 10 from dashboard.proof_files as f where f.act_id = act.id) then
    raise exception 'finance.proofs_enough' using errcode = '55000', detail = '{"most": 10}';
  end if;
  insert into dashboard.proof_files as f (organization_id, student_id, act_id, name, media_type, body)
    values (act.organization_id, act.student_id, act.id, coalesce(nullif(left(btrim(p_name), 200), ''), 'proof'), private.media_type_of(p_body), p_body)
    returning f.id into kept;
  perform private.log_admin_action(act.organization_id, 'proof_added', 'proof_files', kept, 'Added a proof to an act of money.',
    p_new => jsonb_build_object('act', act.id, 'name', left(p_name, 200), 'size', octet_length(p_body)), p_student => act.student_id);
  return kept;
end $$;

revoke all on function private.media_type_of(bytea) from public;
grant execute on function private.media_type_of(bytea) to growthos_operations;
call private.hand_to_operations('private.add_proof(uuid, text, bytea)');
grant execute on function private.add_proof(uuid, text, bytea) to growthos_staff;
