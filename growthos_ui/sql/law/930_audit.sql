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
                        'amount_milli', 'remaining_milli', 'penalty_remaining_milli', 'principal_milli', 'priority_rank',
                        'received_milli', 'cash_before_milli', 'idempotency_key', 'request_hash']
$$;

-- The settings of an organisation, each under its own key, as they are changed and asked about.
create or replace function private.spread_settings(p_row jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select p_row - array['settings', 'updated_by'] || (select jsonb_object_agg(k.key, p_row -> 'settings' #> string_to_array(k.key, '.')) from private.setting_keys() as k)
$$;

-- One audit row for each row that really changed. Joining old and new rows by hash: the plan is made
-- once per connection from the first call, and a nested loop planned for one row is ruin for a thousand.
create or replace function private.audit() returns trigger
language plpgsql security definer set search_path = '' set enable_nestloop = off as $$
declare
  me private.acting := private.actor();
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
    return null;
  end if;
  if tg_op = 'INSERT' then
    perform private.audit_row(me, tg_table_name, how_open, null, to_jsonb(n)) from new_rows as n;
  elsif tg_op = 'DELETE' then
    perform private.audit_row(me, tg_table_name, how_open, to_jsonb(o), null) from old_rows as o;
  else
    perform private.audit_row(me, tg_table_name, how_open, to_jsonb(o), to_jsonb(n))
      from old_rows as o join new_rows as n on n.id = o.id
      where private.audit_view(to_jsonb(o)) is distinct from private.audit_view(to_jsonb(n));
  end if;
  return null;
end $$;

create or replace function private.audit_row(p_me private.acting, p_table text, p_sensitivity text, p_old jsonb, p_new jsonb)
returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  before jsonb := private.audit_view(p_old);
  after jsonb := private.audit_view(p_new);
  whole jsonb := coalesce(p_new, p_old);
  is_setting boolean := p_table = 'company_settings' and p_old -> 'settings' is distinct from p_new -> 'settings' and p_old is not null and p_new is not null;
  changed text[];
begin
  if is_setting then
    before := private.spread_settings(before);
    after := private.spread_settings(after);
  end if;
  changed := array(
    select key from jsonb_each(coalesce(after, before)) as each (key, value)
    where p_old is null or p_new is null or before -> key is distinct from value order by key);
  insert into public.admin_logs
      (organization_id, admin_id, actor_role, session_id, action, table_name, record_id, target_student_id,
       old_values, new_values, sensitivity, description)
    values
      ((whole ->> 'organization_id')::uuid, p_me.user_id, p_me.role, p_me.sign_in_id,
       case when is_setting then 'settings_updated' when p_old is null then 'insert' when p_new is null then 'delete' else 'update' end,
       p_table, (whole ->> 'id')::uuid,
       case when p_table = 'students' then (whole ->> 'id')::uuid else (whole ->> 'student_id')::uuid end,
       (select jsonb_object_agg(key, value) from jsonb_each(before) as each (key, value) where key = any (changed)),
       (select jsonb_object_agg(key, value) from jsonb_each(after) as each (key, value) where key = any (changed)),
       p_sensitivity,
       case when is_setting then format('Set %s.', array_to_string(changed, ', '))
            when p_old is null then format('Added to %s.', p_table)
            when p_new is null then format('Removed from %s.', p_table)
            else format('Changed in %s: %s.', p_table, array_to_string(changed, ', ')) end);
end $$;

revoke all on function private.audited(), private.audit_view(jsonb), private.spread_settings(jsonb), private.audit(),
  private.audit_row(private.acting, text, text, jsonb, jsonb) from public;

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
