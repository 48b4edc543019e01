-- Repeatable. T26: whatever a person changes in these tables is written down in the same transaction:
-- who, when, which columns, before and after. A failing audit fails the change.
--
-- Imports and migrations of the owner have no actor and thousands of rows; they write one row of their own, as jobs do.
-- A change of the app by nobody is refused: its statement put its own claims away before this ran.

create or replace function private.audited() returns table (name text, sensitivity text)
language sql immutable set search_path = '' as $$
  values
  ('users', 'restricted'), ('user_roles', 'restricted'), ('students', 'normal'), ('student_details', 'normal'),
  ('courses', 'normal'), ('modules', 'normal'), ('available_lessons', 'normal'), ('lesson_recordings', 'normal'),
  ('batches', 'normal'), ('course_enrollments', 'normal'), ('sequential_unlocks', 'normal'),
  ('assignments', 'normal'), ('student_assignments', 'normal'), ('student_mentor_assignments', 'normal'),
  ('success_sessions', 'normal'), ('support_tickets', 'normal'),
  ('invoices', 'normal'), ('installment_plans', 'normal'), ('installment_payments', 'normal'), ('payment_methods', 'normal'),
  ('company_settings', 'restricted'), ('feature_flags', 'restricted'), ('integrations', 'restricted'),
  ('annotations', 'normal'), ('promises', 'normal'), ('collection_contacts', 'normal'), ('reminder_pauses', 'normal')
$$;

-- A row as it may be remembered: without secrets, and without what the database keeps by itself.
create or replace function private.audit_view(p_row jsonb) returns jsonb
language sql immutable parallel safe set search_path = '' as $$
  select p_row - array['password_hash', 'mfa_secret', 'credentials', 'token_hash', 'passcode']
               - array['updated_at', 'last_login_at', 'last_active_at', 'sign_in_epoch', 'name_key', 'progress_percentage',
                        'amount_milli', 'remaining_milli', 'penalty_remaining_milli', 'principal_milli', 'priority_rank', 'desk_order',
                        'received_milli', 'cash_before_milli', 'paid_milli', 'last_entry_on', 'last_after', 'due_key', 'turn_at', 'score_key', 'idempotency_key', 'request_hash',
                        'expected_count', 'came_count', 'attendance_tenths', 'attendance_key']
$$;

-- The settings of an organisation, each under its own key, as they are changed and asked about.
create or replace function private.spread_settings(p_row jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select p_row - array['settings', 'updated_by'] || (select jsonb_object_agg(k.key, p_row -> 'settings' #> string_to_array(k.key, '.')) from private.setting_keys() as k)
$$;

-- One audit row for each row that really changed, all of a statement at once: what hears of the audit hears once. Joining old
-- and new rows by hash: the plan is made once per connection from the first call, and a nested loop planned for one row is ruin
-- for a thousand.
create or replace function private.audit() returns trigger
language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  me private.acting := private.actor();
  this constant text := tg_table_name;
  whose constant text := case tg_table_name when 'students' then 'id' else 'student_id' end;
  is_any boolean;
  how_open text := (select a.sensitivity from private.audited() as a where a.name = tg_table_name);
begin
  if me.user_id is null then
    -- the rows of a person who was deactivated meanwhile are none
    if tg_op = 'INSERT' then
      is_any := exists (select from new_rows);
    else
      is_any := exists (select from old_rows);
    end if;
    if is_any and not private.at_work() and not private.at_the_door() then
      raise exception 'audit.nobody' using errcode = '42501', detail = '{}';
    end if;
  elsif tg_op = 'INSERT' then
    insert into public.admin_logs (organization_id, admin_id, actor_role, session_id, action, table_name, record_id, target_student_id,
                                   new_values, sensitivity, description)
      select (r.becomes ->> 'organization_id')::uuid, me.user_id, me.role, me.sign_in_id, 'insert', this, (r.becomes ->> 'id')::uuid,
             (r.becomes ->> whose)::uuid, private.audit_view(r.becomes), how_open, 'Added to ' || this || '.'
      from (select to_jsonb(n) as becomes from new_rows as n) as r;
  elsif tg_op = 'DELETE' then
    insert into public.admin_logs (organization_id, admin_id, actor_role, session_id, action, table_name, record_id, target_student_id,
                                   old_values, sensitivity, description)
      select (r.was ->> 'organization_id')::uuid, me.user_id, me.role, me.sign_in_id, 'delete', this, (r.was ->> 'id')::uuid,
             (r.was ->> whose)::uuid, private.audit_view(r.was), how_open, 'Removed from ' || this || '.'
      from (select to_jsonb(o) as was from old_rows as o) as r;
  else
    insert into public.admin_logs (organization_id, admin_id, actor_role, session_id, action, table_name, record_id, target_student_id,
                                   old_values, new_values, sensitivity, description)
      select (r.becomes ->> 'organization_id')::uuid, me.user_id, me.role, me.sign_in_id,
             case when l.is_setting then 'settings_updated' else 'update' end, this, (r.becomes ->> 'id')::uuid, (r.becomes ->> whose)::uuid,
             l.before, l.after, how_open,
             format(case when l.is_setting then 'Set %s.' else 'Changed in ' || this || ': %s.' end, array_to_string(l.changed, ', '))
      from (select to_jsonb(o) as was, to_jsonb(n) as becomes from old_rows as o join new_rows as n on n.id = o.id) as r
      cross join lateral private.audit_line(this, r.was, r.becomes) as l
      where l.changed is not null;
  end if;
  return null;
end $$;

drop function if exists private.audit_row(private.acting, text, text, jsonb, jsonb);
-- The columns of a row that really changed, before and after; nothing where none did. Settings are each a column of their own.
create or replace function private.audit_line(
  p_table text, p_old jsonb, p_new jsonb, out changed text[], out before jsonb, out after jsonb, out is_setting boolean)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  was jsonb := private.audit_view(p_old);
  becomes jsonb := private.audit_view(p_new);
begin
  is_setting := p_table = 'company_settings' and p_old -> 'settings' is distinct from p_new -> 'settings';
  if is_setting then
    was := private.spread_settings(was);
    becomes := private.spread_settings(becomes);
  end if;
  if was is distinct from becomes then
    select array_agg(key order by key), jsonb_object_agg(key, was -> key), jsonb_object_agg(key, value) into changed, before, after
      from jsonb_each(becomes) as each (key, value) where was -> key is distinct from value;
  end if;
end $$;

revoke all on function private.audited(), private.audit_view(jsonb), private.spread_settings(jsonb), private.audit(),
  private.audit_line(text, jsonb, jsonb) from public;

do $$
declare
  audited record;
  audited_table regclass;
begin
  for audited in select * from private.audited() loop
    audited_table := coalesce(to_regclass('public.' || audited.name), to_regclass('dashboard.' || audited.name));
    continue when audited_table is null;
    execute format('create or replace trigger audit_insert after insert on %s referencing new table as new_rows for each statement execute function private.audit()', audited_table);
    execute format('create or replace trigger audit_update after update on %s referencing old table as old_rows new table as new_rows for each statement execute function private.audit()', audited_table);
    execute format('create or replace trigger audit_delete after delete on %s referencing old table as old_rows for each statement execute function private.audit()', audited_table);
    -- "always": also while replication or a restore has switched ordinary triggers off
    execute format('alter table %s enable always trigger audit_insert, enable always trigger audit_update, enable always trigger audit_delete', audited_table);
  end loop;
end $$;
