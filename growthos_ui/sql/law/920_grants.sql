-- Repeatable. Which columns. Row security decides on rows and cannot hide a column, so a column that
-- a role may not see has no grant to it: it cannot be selected, filtered, sorted or joined by it.
--
--   secret    nobody but the door's own functions
--   office    growthos_staff only: how to reach a person, what was paid
--   kept      filled by the database, never by a client: keys, times, scopes, copies
--   text      the only columns that a mentor (authenticated, not growthos_staff) may change

create or replace function private.column_law()
returns table (name text, secret text[], office text[], kept text[], mentor_changes text[])
language sql immutable set search_path = '' as $$
  values
  ('public.users',              array['password_hash', 'mfa_secret'], array['email', 'phone'], array[]::text[], array[]::text[]),
  ('public.students',           '{}', array['phone_number'], '{}', '{}'),
  ('public.student_details',    '{}', '{}', array['user_id', 'mentor_id'], null),
  ('public.user_sessions',      array['token_hash'], '{}', '{}', '{}'),
  ('public.notifications',      '{}', '{}', array['user_id', 'type', 'title', 'message', 'channel', 'status', 'payload', 'dedupe_key', 'attempts',
                                                  'next_attempt_at', 'sent_at', 'read_at', 'dismissed_at', 'last_error'], array['is_read']),
  ('public.course_enrollments', '{}', array['list_price', 'discount_amount', 'discount_percentage', 'final_price', 'currency', 'payment_status'], '{}', '{}'),
  ('public.courses',            '{}', '{}', array['created_by'], '{}'),
  ('public.modules',            '{}', '{}', '{}', array['title', 'description']),
  ('public.available_lessons',  '{}', '{}', '{}', array['title', 'description']),
  ('public.lesson_recordings',  '{}', '{}', array['uploaded_by'], array['title']),
  ('public.batches',            '{}', '{}', array['created_by'], '{}'),
  ('public.video_ratings',      '{}', '{}', array['user_id', 'mentor_id'], null),
  ('public.assignments',        '{}', '{}', array['created_by'], null),
  ('public.questionnaire_responses', '{}', '{}', array['user_id', 'mentor_id'], null),
  ('public.success_sessions',   array['passcode'], '{}', array['reminder_24h_sent_at', 'reminder_3h_sent_at', 'reminder_1h_sent_at', 'created_by',
                                                  'series_id', 'expected_count', 'came_count'], null),
  ('public.session_attendance', '{}', '{}', array['user_id', 'mentor_id', 'recorded_by'], array['status', 'joined_at', 'left_at', 'minutes_attended']),
  ('public.milestone_celebration', '{}', '{}', array['user_id', 'mentor_id', 'milestone_key', 'milestone_type', 'milestone_data', 'points',
                                                     'achieved_at', 'awarded_by'], array['is_celebrated']),
  ('public.support_tickets',    '{}', array['idempotency_key'], array['user_id', 'idempotency_key', 'mentor_id', 'ticket_number', 'opened_by', 'first_response_at', 'sla_due_at',
                                                  'resolved_at', 'closed_at'], array['status', 'priority', 'category']),
  ('public.support_ticket_replies', '{}', array['idempotency_key'], array['user_id', 'idempotency_key'], '{}'),
  ('public.payment_methods',    '{}', array['provider_reference'], array['user_id', 'mentor_id'], null),
  ('dashboard.money_acts',      array['idempotency_key', 'request_hash'], '{}', '{}', '{}'),
  ('dashboard.money_approvals', array['idempotency_key'], '{}', '{}', '{}'),
  ('dashboard.month_acts',      array['idempotency_key'], '{}', '{}', '{}'),
  ('dashboard.outbox',          '{}', array['recipient'], '{}', '{}'),
  ('dashboard.promises',        array['idempotency_key', 'request_hash'], '{}', '{}', '{}'),
  ('dashboard.collection_contacts', array['idempotency_key', 'request_hash'], '{}', '{}', '{}'),
  ('dashboard.saved_views',     '{}', '{}', array['made_by'], null),
  ('dashboard.list_layouts',    '{}', '{}', array['kept_by'], null),
  ('dashboard.annotations',     '{}', '{}', array['made_by', 'made_by_name', 'created_at'], '{}'),
  ('public.integrations',       array['credentials'], '{}', '{}', '{}'),
  ('public.feature_flags',      '{}', '{}', array['updated_by'], '{}'),
  ('public.company_settings',   '{}', '{}', array['updated_by'], '{}')
$$;

-- What support does not read of a table that it reads: no money, no marks, not who came. It enters with a role of its own.
create or replace function private.support_law() returns table (name text, hidden text[])
language sql immutable set search_path = '' as $$
  values
  ('public.course_enrollments', array['list_price', 'discount_amount', 'discount_percentage', 'final_price', 'currency', 'payment_status']),
  ('public.success_sessions', array['expected_count', 'came_count', 'attendance_tenths', 'attendance_key']),
  ('dashboard.student_progress', array['average_score_tenths', 'average_score_key', 'marks']),
  ('dashboard.progress_figures', array['average_sum', 'average_known'])
$$;

-- Columns as a list for a grant, without the named ones.
create or replace function private.columns_without(p_table regclass, p_without text[]) returns text
language sql stable set search_path = '' as $$
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
  from pg_catalog.pg_attribute as a
  where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and a.attname <> all (p_without)
$$;

create or replace function private.columns_readable(p_table regclass, p_without text[]) returns text
language sql stable set search_path = '' as $$
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
  from pg_catalog.pg_attribute as a
  where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped and a.attname <> all (p_without)
$$;

create or replace procedure private.grant_columns(p_table regclass, p_law record)
language plpgsql set search_path = '' as $$
declare
  hidden record;
  kept text[] := array['created_at', 'updated_at'];
  fixed text[] := array['id', 'organization_id', 'created_at', 'updated_at', 'student_id'];
  support_hidden text[];
  changes_by_all text;
  grantee text;
begin
  -- From whoever was given anything before: a hosted database grants every new table to roles of its own.
  for grantee in
    select distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end
    from (select c.relacl as acl, c.relowner from pg_catalog.pg_class as c where c.oid = p_table
          union all
          select t.attacl, c.relowner from pg_catalog.pg_attribute as t join pg_catalog.pg_class as c on c.oid = t.attrelid
          where t.attrelid = p_table) as held
    cross join lateral aclexplode(held.acl) as a
    where a.grantee <> held.relowner
  loop
    execute format('revoke all on %s from %s', p_table, grantee);
    execute format('revoke all (%s) on %s from %s', private.columns_readable(p_table, '{}'), p_table, grantee);
  end loop;
  select coalesce(c.secret, '{}') as secret, coalesce(c.office, '{}') as office, coalesce(c.kept, '{}') as kept, c.mentor_changes
    into hidden
    from (select 1) as always
    left join private.column_law() as c on c.name::regclass = p_table;
  support_hidden := coalesce((select l.hidden from private.support_law() as l where l.name::regclass = p_table), '{}');
  if p_law.read is not null then
    execute format('grant select (%s) on %s to authenticated', private.columns_readable(p_table, hidden.secret || hidden.office), p_table);
    execute format('grant select (%s) on %s to growthos_support', private.columns_readable(p_table, hidden.secret || support_hidden), p_table);
    if hidden.office <> '{}' then
      execute format('grant select (%s) on %s to growthos_staff', private.columns_readable(p_table, hidden.secret), p_table);
    end if;
  end if;
  if p_law.add is not null then
    execute format('grant insert (%s) on %s to authenticated, growthos_support', private.columns_without(p_table, kept || hidden.kept), p_table);
  end if;
  if p_law.change is not null then
    changes_by_all := case when hidden.mentor_changes is null
      then private.columns_without(p_table, fixed || hidden.kept) else array_to_string(hidden.mentor_changes, ', ') end;
    if changes_by_all <> '' then
      execute format('grant update (%s) on %s to authenticated', changes_by_all, p_table);
    end if;
    execute format('grant update (%s) on %s to growthos_staff, growthos_support', private.columns_without(p_table, fixed || hidden.kept), p_table);
  end if;
  if p_law.remove is not null then
    execute format('grant delete on %s to authenticated, growthos_support', p_table);
  end if;
end $$;

do $$
declare
  line record;
begin
  for line in select * from private.law() loop
    if to_regclass(format('%I.%I', line.room, line.name)) is not null then
      call private.grant_columns(to_regclass(format('%I.%I', line.room, line.name)), line);
    end if;
  end loop;
end $$;

-- What the functions of growthos_operations need for what they do today, and no more.
grant select (id, name, slug, status, timezone) on public.organizations to growthos_operations;
grant select (id, organization_id, is_active, login_blocked) on public.users to growthos_operations;
grant update (password_hash, password_changed_at, must_change_password, last_login_at, last_active_at) on public.users to growthos_operations;
grant select (id, organization_id, user_id, role, capabilities, revoked_at) on public.user_roles to growthos_operations;
grant select (id, organization_id, user_id, ended_at, last_seen_at, expires_at, idle_timeout, ended_reason), insert,
  update (ended_at, ended_reason, last_seen_at), delete
  on public.user_sessions to growthos_operations;
grant select, insert, update, delete on dashboard.sign_in_throttles to growthos_operations;
grant select, insert, update on dashboard.sign_in_context to growthos_operations;
grant insert on public.admin_logs to growthos_operations;
-- Decisions on handed-in work, manual unlocks, mentors of learners (sql/coursework, learning, mentoring).
grant select (id, organization_id, user_id, mentor_id, lms_status) on public.students to growthos_operations;
grant select (id, organization_id, lesson_id) on public.lesson_recordings to growthos_operations;
grant select (organization_id, student_id, recording_id, completed_at) on public.student_recordings to growthos_operations;
grant select, insert, update (unlock_type, prerequisites_met, unlocked_at, unlocked_by, reason, revoked_at, revoked_by)
  on public.sequential_unlocks to growthos_operations;
grant select, update (status, score, feedback, graded_at, graded_by) on public.student_assignments to growthos_operations;
grant select, insert, update (ended_at, end_reason) on public.student_mentor_assignments to growthos_operations;

revoke all on all functions in schema private from public;
revoke all on all procedures in schema private from public;
