-- Repeatable. Files that are handed in: taken, mapped, dropped, and closed when all of one is in the ledger. Belongs to
-- growthos_operations: another organisation's file is as missing as one that was never there.

-- Refuses everybody but superadmin, admin and finance.
create or replace function private.require_importer() returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  end if;
end $$;

-- Takes a file. Superadmin, admin and finance. One that waits already is that one; one that is in the ledger is refused. A new one begins with
-- the mapping of the last file that had its headings. Returns its number.
-- Raises finance.not_allowed 42501, finance.file_known 23505.
create or replace function private.take_import(
  p_kind text, p_file_name text, p_digest bytea, p_headings jsonb, p_cells jsonb) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  known record;
  taken bigint;
begin
  perform private.require_importer();
  perform pg_advisory_xact_lock(hashtextextended('growthos.import ' || private.org_id() || encode(p_digest, 'hex'), 0));
  select i.number, i.status, i.decided_at into known
    from dashboard.imports as i where i.kind = p_kind and i.digest = p_digest and i.status <> 'dropped';
  if known.status = 'read' then
    return known.number;
  elsif known.status = 'done' then
    raise exception 'finance.file_known' using errcode = '23505', detail = jsonb_build_object(
      'field', 'file', 'number', known.number, 'on', private.day_of(private.org_id(), known.decided_at))::text;
  end if;
  insert into dashboard.imports as i (kind, file_name, digest, headings, cells, mapping)
    values (p_kind, p_file_name, p_digest, p_headings, p_cells, (
      select m.mapping from dashboard.imports as m
      where m.kind = p_kind and m.headings = p_headings and m.mapping is not null order by m.number desc limit 1))
    returning i.number into taken;
  return taken;
end $$;

-- The day of a moment in the zone of an organisation.
create or replace function private.day_of(p_organization uuid, p_moment timestamptz) returns date
language sql stable security definer set search_path = '' as $$
  select (p_moment at time zone o.timezone)::date from public.organizations as o where o.id = p_organization
$$;

-- The file of a number, locked, while nothing has come of it. Raises finance.import_missing P0002, finance.import_over 55000.
create or replace function private.hold_import(p_number bigint, p_kind text default null) returns dashboard.imports
language plpgsql security definer set search_path = '' as $$
declare
  held dashboard.imports;
begin
  perform private.require_importer();
  select i.* into held from dashboard.imports as i where i.number = p_number for update;
  if not found or held.kind <> coalesce(p_kind, held.kind) then
    raise exception 'finance.import_missing' using errcode = 'P0002', detail = '{}';
  elsif held.status <> 'read' then
    raise exception 'finance.import_over' using errcode = '55000', detail = jsonb_build_object(
      'status', held.status, 'on', private.day_of(held.organization_id, held.decided_at))::text;
  end if;
  return held;
end $$;

-- The app's connections plan every statement anew, for words that are searched. What follows a row that a file brings is the same
-- twenty thousand times: until the transaction ends, a plan that does is kept.
create or replace function private.plan_once() returns void
language sql volatile set search_path = '' as $$
  select set_config('plan_cache_mode', 'auto', true)
$$;

-- Remembers which column of a file is what. Superadmin, admin and finance.
create or replace function private.map_import(p_number bigint, p_mapping jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.hold_import(p_number);
  update dashboard.imports as i set mapping = p_mapping where i.number = p_number;
end $$;

-- Takes a file away again, as long as nothing has come of it: it may be handed in anew. Superadmin, admin and finance.
create or replace function private.drop_import(p_number bigint) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.hold_import(p_number);
  update dashboard.imports as i
    set status = 'dropped', cells = '[]', decided_by = private.actor_id(), decided_at = private.now()
    where i.number = p_number;
end $$;

-- Closes a file when all of it is in the ledger; one line of the audit for the whole.
create or replace function private.close_import(p_number bigint, p_made int) returns void
language plpgsql security definer set search_path = '' as $$
declare
  closed record;
begin
  update dashboard.imports as i
    set status = 'done', made_count = p_made, decided_by = private.actor_id(), decided_at = private.now()
    where i.number = p_number
    returning i.id, i.organization_id, i.kind, i.file_name, i.row_count into closed;
  perform private.log_admin_action(closed.organization_id, 'import_done', 'imports', closed.id,
    format('Brought in %s rows of %s.', closed.row_count, closed.file_name),
    p_new => jsonb_build_object('kind', closed.kind, 'number', p_number, 'rows', closed.row_count, 'made', p_made));
end $$;

-- Refuses a file of which a row cannot be brought in; how many, and the first.
create or replace function private.require_none_wrong(p_wrong int, p_first int) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if p_wrong > 0 then
    raise exception 'finance.import_wrong' using errcode = '22023',
      detail = jsonb_build_object('wrong', p_wrong, 'first', p_first)::text;
  end if;
end $$;

revoke all on function private.day_of(uuid, timestamptz), private.plan_once() from public;
call private.hand_to_operations(
  'private.take_import(text, text, bytea, jsonb, jsonb)', 'private.hold_import(bigint, text)', 'private.map_import(bigint, jsonb)',
  'private.drop_import(bigint)', 'private.close_import(bigint, int)');
grant execute on function private.require_importer(), private.require_none_wrong(int, int), private.day_of(uuid, timestamptz), private.plan_once()
  to growthos_operations;
grant execute on function private.take_import(text, text, bytea, jsonb, jsonb), private.map_import(bigint, jsonb),
  private.drop_import(bigint) to growthos_staff;
