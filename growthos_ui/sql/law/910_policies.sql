-- Repeatable. THE LAW: who may read, add, change and remove which rows of which table.
--
-- Everything below the two tables of data is machinery. Read a cell as "who: which rows | who: which
-- rows"; a missing cell is nobody. What only functions may do has no cell: they run as
-- growthos_operations, under the same tenant lock. Which columns: 920_grants.sql.
--
--   office   superadmin, admin
--   staff    office, and the enrolment manager (with or without finance; marketing and support replace the role)
--   team     everybody who works here
--
-- Two locks: the restrictive policy `tenant`, and the same test inside every permissive policy. One
-- organisation at a time for everybody, superadmins too; only `organizations` lists all of them to them.
-- The helpers are wrapped, (select …), so that they run once per statement and never per row. A mentor's learners are
-- met by hashing, in (select unnest(…)): as an array, each row would be held against thousands of them.

-- The words for rows.
create or replace function private.law_rows() returns table (words text, test text)
language sql immutable set search_path = '' as $$
  values
    ('all',                  'true'),
    ('own',                  'user_id = (select private.actor_id())'),
    ('mine',                 'mentor_id = (select private.actor_id())'),
    ('of all learners',      'mentor_id is null'),
    ('mine or unowned',      '(mentor_id = (select private.actor_id()) or mentor_id is null)'),
    ('mine where allowed',   '(mentor_id = (select private.actor_id()) and (select private.is_feature_enabled(''mentor_assignment_creation'')))'),
    ('oneself',              'id = (select private.actor_id())'),
    ('students',             'role = ''student'''),
    ('all but superadmins',  'role <> ''superadmin'''),
    ('my students',          'id in (select unnest((select private.my_student_users())))'),
    ('sign-ins below',       'user_id <> all ((select private.superadmins())::uuid[])'),
    ('about students',       'student_id is not null'),
    ('about my students',    'student_id in (select unnest((select private.my_students())))'),
    ('own and shown',        '(user_id = (select private.actor_id()) and visibility = ''student'')'),
    ('ordinary',             'sensitivity = ''normal'''),
    ('about learners',       'person_id is null'),
    ('but errors',           '(person_id is null and topic <> ''error_logs'')'),
    -- Tables that they read themselves: of a new one they hear nothing until it is named here.
    ('about enrolments',     '(person_id is null and topic = any (''{student_progress,learner_weeks,cohort_figures,student_recordings,sequential_unlocks,user_activity_logs,student_assignments,course_enrollments,invoices,installment_plans,installment_payments,outbox,documents,support_tickets,support_ticket_replies}''))'),
    ('about watching',       '(person_id is null and topic = any (''{student_progress,learner_weeks,cohort_figures,student_recordings,sequential_unlocks,user_activity_logs,recording_figures,course_enrollments,support_tickets,support_ticket_replies}''))'),
    ('about money',          '(person_id is null and topic = any (''{invoices,installment_plans,installment_payments,outbox,documents,promises,collection_contacts,reminder_pauses,suspension_holds,money_approvals,month_acts,imports,bank_lines}''))'),
    ('of the school',        'for_team'),
    ('addressed to them',    'person_id = (select private.actor_id())'),
    ('done by oneself',      'admin_id = (select private.actor_id())'),
    ('kept by oneself',      'kept_by = (select private.actor_id())'),
    ('made by oneself',      'made_by = (select private.actor_id())'),
    ('made and not shared',  '(made_by = (select private.actor_id()) and audience = ''mine'')'),
    ('shared',               'audience <> ''mine'''),
    ('for everyone',         'audience = ''everyone'''),
    ('shared with them',     'audience = any ((select private.my_audiences())::text[])'),
    ('own and open',         '(user_id = (select private.actor_id()) and completed_at is null)'),
    ('enrolled, published',  '(is_published and id = any ((select private.my_courses())::uuid[]))'),
    ('enrolled',             'course_id = any ((select private.my_courses())::uuid[])'),
    ('own batch',            'id = any ((select private.my_batches())::uuid[])'),
    ('unlocked',             'id = any ((select private.my_recordings())::uuid[])'),
    ('of my learners'' batches', 'batch_id in (select unnest((select private.my_student_batches())))'),
    ('for them',             '(status <> ''draft'' and (batch_id = any ((select private.my_batches())::uuid[]) or batch_id is null and (course_id is null or course_id = any ((select private.my_courses())::uuid[]))))'),
    ('of my classes',        'session_id in (select unnest((select private.my_sessions())))'),
    ('assigned to them',     'assigned_to = (select private.actor_id())'),
    ('of my tickets',        'ticket_id in (select unnest((select private.my_tickets())))'),
    ('said by oneself',      'user_id = (select private.actor_id())'),
    ('said on my tickets',   '(user_id = (select private.actor_id()) and ticket_id in (select unnest((select private.my_tickets()))))'),
    ('of my tickets, shown', '(not is_internal and ticket_id in (select unnest((select private.my_tickets()))))'),
    ('said there, shown',    '(not is_internal and user_id = (select private.actor_id()) and ticket_id in (select unnest((select private.my_tickets()))))'),
    ('unlocked work',        '(is_active and course_id = any ((select private.my_courses())::uuid[]) and (recording_id is null or recording_id = any ((select private.my_recordings())::uuid[])))')
$$;

-- The law itself. `becomes` is what a changed row must still be, where that differs from `change`.
create or replace function private.law()
returns table (room text, name text, read text, add text, change text, becomes text, remove text)
language sql immutable set search_path = '' as $$
  values
  -- people
  ('public', 'organizations',      'team: all | student: all', null, null, null, null),
  ('public', 'users',              'superadmin: all | admin: all but superadmins | enrollment_manager support: students | anybody: oneself | mentor: my students', null, null, null, null),
  ('public', 'user_roles',         'office: all | anybody: own', null, null, null, null),
  ('public', 'students',           'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'student_details',    'staff support: all | mentor: mine | student: own', 'staff: all | student: own', 'staff: all | student: own', null, null),
  ('public', 'user_sessions',      'superadmin: all | admin: sign-ins below | anybody: own', null, null, null, null),

  -- learning
  ('public', 'courses',            'team: all | student: enrolled, published', 'office: all', 'office: all', null, 'office: all'),
  ('public', 'modules',            'team: all | student: enrolled', 'office: all', 'office mentor: all', null, 'office: all'),
  ('public', 'available_lessons',  'team: all | student: enrolled', 'office: all', 'office mentor: all', null, 'office: all'),
  ('public', 'lesson_recordings',  'team: all | student: unlocked', 'office: all', 'office mentor: all', null, 'office: all'),
  ('public', 'batches',            'team: all | student: own batch', 'office: all', 'office: all', null, 'office: all'),
  ('public', 'course_enrollments', 'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'student_recordings', 'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'sequential_unlocks', 'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'video_ratings',      'office: all | mentor: mine | student: own', 'student: own', 'student: own', null, 'office: all'),

  -- coursework
  ('public', 'assignments',             'staff mentor support: all | student: unlocked work', 'office: all | mentor: mine where allowed', 'office: all | mentor: mine or unowned', null, 'office: all'),
  ('public', 'student_assignments',     'staff: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'questionnaire_responses', 'staff: all | mentor: mine | student: own', 'student: own', 'student: own and open', 'student: own', null),

  -- finance: the ledger and the acts are append-only, so scoped through the student; mentors see no money
  ('public', 'invoices',             'staff finance: all | student: own', null, null, null, null),
  ('public', 'installment_plans',    'staff finance: all | student: own', null, null, null, null),
  ('public', 'installment_payments', 'staff finance: all | student: about my students', null, null, null, null),
  ('public', 'payment_methods',      'staff finance: all | student: own', 'student: own', 'student: own', null, 'student: own'),
  ('dashboard', 'money_acts',        'staff finance: all | student: about my students', null, null, null, null),
  ('dashboard', 'installment_terms', 'staff finance: all | student: about my students', null, null, null, null),
  -- collections: what is said about a learner's debt is between the desk and the desk
  ('dashboard', 'promises',            'office finance: all', null, null, null, null),
  ('dashboard', 'collection_contacts', 'office finance: all', null, null, null, null),
  ('dashboard', 'reminder_pauses',     'office finance: all', null, null, null, null),
  ('dashboard', 'documents',         'staff finance: all | student: about my students', null, null, null, null),
  ('dashboard', 'suspension_holds',  'office finance: all', null, null, null, null),
  ('dashboard', 'proof_files',       'staff finance: all', null, null, null, null),
  ('dashboard', 'money_approvals',   'office finance: all', null, null, null, null),
  ('dashboard', 'month_acts',        'office finance: all', null, null, null, null),
  ('dashboard', 'month_figures',     'office finance: all', null, null, null, null),
  ('dashboard', 'imports',           'office finance: all', null, null, null, null),
  ('dashboard', 'bank_lines',        'office finance: all', null, null, null, null),
  ('dashboard', 'installment_standing', 'office finance: all', null, null, null, null),
  ('dashboard', 'installment_past',  'office finance: all', null, null, null, null),
  ('dashboard', 'cash_figures',      'staff finance: all', null, null, null, null),
  ('dashboard', 'document_figures',  'staff finance: all', null, null, null, null),
  ('dashboard', 'owed_figures',      'office finance: all', null, null, null, null),
  ('dashboard', 'arrival_figures',   'office finance: all', null, null, null, null),

  -- support
  ('public', 'notifications',      'anybody: own', null, 'anybody: own', null, null),
  ('dashboard', 'outbox',          'staff finance: all', null, null, null, null),
  ('dashboard', 'mail_templates',  'office: all', null, null, null, null),
  ('public', 'support_tickets',    'staff support: all | mentor: mine | mentor: assigned to them | student: own', 'staff support: all | student: own', 'staff support: all | mentor: assigned to them', null, null),
  ('public', 'support_ticket_replies', 'staff support: all | mentor: of my tickets | student: of my tickets, shown', 'staff support: said by oneself | mentor: said on my tickets | student: said there, shown', null, null, null),

  -- mentoring
  ('public', 'student_mentor_assignments', 'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'success_sessions',    'staff support: all | mentor: mine | mentor: of my learners'' batches | student: for them', 'office: all | mentor: mine', 'office: all | mentor: mine', null, 'office: all'),
  ('public', 'session_attendance',  'staff: all | mentor: mine | mentor: of my classes | student: own', 'office: all | mentor: of my classes', 'office: all | mentor: of my classes', null, null),
  ('public', 'student_recovery_messages', 'staff: all | mentor: mine', null, null, null, null),
  ('public', 'milestone_celebration', 'staff: all | mentor: mine | student: own', null, 'student: own', null, null),

  -- oversight: append-only, so scoped through the student and not by a copied mentor
  ('public', 'admin_logs',          'superadmin: all | admin: ordinary | mentor: done by oneself', null, null, null, null),
  ('public', 'user_activity_logs',  'office: all | enrollment_manager support: about students | mentor: about my students | mentor: own | student: own and shown', null, null, null, null),
  ('public', 'student_performance', 'office: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'error_logs',          'superadmin: all', null, null, null, null),

  -- growth
  ('public', 'integrations',        'office: all | student: own', null, null, null, null),
  ('public', 'shopify_metrics',     'office marketing: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'meta_ads_metrics',    'office marketing: all | mentor: mine | student: own', null, null, null, null),
  ('public', 'company_settings',    'office: all', 'superadmin: all', null, null, null),
  ('public', 'feature_flags',       'office: all', 'superadmin: all', 'superadmin: all', null, null),

  -- dashboard: summaries are read like the enrolments they sum; the rest is nobody's
  ('dashboard', 'student_progress',   'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('dashboard', 'learner_weeks',      'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('dashboard', 'student_words',      'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('dashboard', 'student_spellings',  'staff support: all | mentor: mine | student: own', null, null, null, null),
  ('dashboard', 'student_contacts',   'staff support: all', null, null, null, null),
  ('dashboard', 'colleagues',         'staff finance support: all', null, null, null, null),
  ('dashboard', 'progress_figures',   'staff support: of all learners | mentor: mine', null, null, null, null),
  ('dashboard', 'watching_figures',   'staff support: of all learners | mentor: mine', null, null, null, null),
  ('dashboard', 'cohort_figures',     'staff support: of all learners | mentor: mine', null, null, null, null),
  ('dashboard', 'recording_figures',  'office support: of all learners | mentor: mine', null, null, null, null),
  ('dashboard', 'saved_views',        'office: shared | anybody: made by oneself | anybody: shared with them', 'office: made by oneself | anybody: made and not shared', 'office: shared | office: made by oneself | anybody: made and not shared', null, 'office: shared | office: made by oneself | anybody: made and not shared'),
  ('dashboard', 'annotations',        'staff: all | team: for everyone', 'office: made by oneself', null, null, 'office: all'),
  ('dashboard', 'list_layouts',       'anybody: kept by oneself', 'anybody: kept by oneself', 'anybody: kept by oneself', null, 'anybody: kept by oneself'),
  ('dashboard', 'mark_figures',       'staff: of all learners | mentor: mine', null, null, null, null),
  ('dashboard', 'week_figures',       'staff support: of all learners | mentor: mine', null, null, null, null),
  ('dashboard', 'live_changes',       'superadmin: about learners | admin: but errors | enrollment_manager: about enrolments | finance: about money | support: about watching | mentor: mine | team: of the school | anybody: addressed to them', null, null, null, null),
  ('dashboard', 'activity_figures',   'office: all | enrollment_manager support: about students | mentor: mine | student: own and shown', null, null, null, null),
  ('dashboard', 'logos',              'team: all', null, null, null, null),
  ('dashboard', 'risk_episodes',      'office: all | mentor: mine', null, null, null, null),
  ('dashboard', 'job_runs',           'office: all', null, null, null, null),
  ('dashboard', 'migrations',         null, null, null, null, null),
  ('dashboard', 'installation',       null, null, null, null, null),
  ('dashboard', 'sign_in_context',    null, null, null, null, null),
  ('dashboard', 'sign_in_throttles',  null, null, null, null, null),
  ('dashboard', 'preferences',        null, null, null, null, null),
  ('dashboard', 'money_let_go',       null, null, null, null, null),
  ('dashboard', 'place_acts',         null, null, null, null, null),
  ('dashboard', 'counters',           null, null, null, null, null)
$$;

-- Machinery from here on. ---------------------------------------------------------------------------

drop function if exists private.law_test(text, text);
drop function if exists private.law_reads(text, text, text);

-- 'staff support' → 'superadmin', 'admin', 'enrollment_manager', 'support'
create or replace function private.law_powers(p_words text) returns text
language plpgsql immutable set search_path = '' as $$
declare
  powers text := p_words;
begin
  powers := regexp_replace(powers, '\yteam\y', 'staff mentor marketing support');
  powers := regexp_replace(powers, '\ystaff\y', 'office enrollment_manager');
  powers := regexp_replace(powers, '\yoffice\y', 'superadmin admin');
  if not string_to_array(powers, ' ') <@ array['superadmin', 'admin', 'enrollment_manager', 'mentor', 'student', 'marketing', 'support', 'finance'] then
    raise exception 'The law names an unknown power: %', p_words;
  end if;
  return (select string_agg(quote_literal(power), ', ' order by place)
          from unnest(string_to_array(powers, ' ')) with ordinality as each (power, place));
end $$;

-- 'staff support' → (select private.holding('superadmin', …)) is not null
-- Of a boolean that it does not know the planner takes half of the rows to pass, and of five tables joined one in thirty: it
-- then walked thousands of rows one by one. Of "is not null" it takes nearly all of them, as a WHERE without gates would leave.
create or replace function private.law_who(p_words text) returns text
language sql immutable set search_path = '' as $$
  select case when p_words = 'anybody' then 'true'
              else format('((select private.holding(%s)) is not null)', private.law_powers(p_words)) end
$$;

-- One arm of a policy for reading. Each look is a subquery to be planned and a sign-in to be looked up: whose row it is, is
-- gate and person in one.
create or replace function private.law_reads(p_who text, p_rows text) returns text
language sql immutable set search_path = '' as $$
  select case
    when p_who = 'anybody' then p_rows
    when p_rows ~ '^(user_id|mentor_id) = \(select private\.actor_id\(\)\)$'
      then format('(%s = (select private.acting_as(%s)))', split_part(p_rows, ' ', 1), private.law_powers(p_who))
    when p_rows = 'true' then private.law_who(p_who)
    else format('(%s and %s)', private.law_who(p_who), p_rows)
  end
$$;

-- 'staff: all | mentor: mine' → the boolean of a policy, behind the tenant test. Where all rows are read by some and none by
-- others, gate and tenant are one look, and nothing is left to be asked of a row.
create or replace function private.law_test(p_cell text, p_tenant text, p_reads boolean default false) returns text
language plpgsql immutable set search_path = '' as $$
declare
  arm text;
  who text;
  rows text;
  arms text[] := '{}';
  is_read constant boolean := p_reads and p_tenant = 'organization_id = (select private.org_id())';
begin
  foreach arm in array string_to_array(p_cell, ' | ') loop
    who := split_part(arm, ': ', 1);
    select l.test into strict rows from private.law_rows() as l where l.words = split_part(arm, ': ', 2);
    if is_read and arm = p_cell and rows = 'true' and who <> 'anybody' then
      return format('organization_id = (select private.org_of(%s))', private.law_powers(who));
    end if;
    arms := arms || case when is_read then private.law_reads(who, rows)
                         else format('(%s and %s)', private.law_who(who), rows) end;
  end loop;
  return format('(%s) and (%s)', p_tenant, array_to_string(arms, ' or '));
exception when no_data_found then
  raise exception 'The law names unknown rows: %', arm;
end $$;

-- What makes a row the organisation's. Where there is no organisation, row security is on and nobody has a policy.
create or replace function private.law_tenant(p_table regclass) returns text
language plpgsql stable set search_path = '' as $$
begin
  return case
    when p_table = 'public.organizations'::regclass
      then 'id = (select private.org_id()) or (select private.has_role(''superadmin''))'
    when p_table = 'dashboard.sign_in_context'::regclass
      then 'sign_in_id = (select private.sign_in_id())'
    when exists (select from pg_catalog.pg_attribute where attrelid = p_table and attname = 'organization_id' and not attisdropped)
      then 'organization_id = (select private.org_id())'
  end;
end $$;

-- Functions that change data: the tenant of the actor, or, at the door, the row they were called for.
create or replace function private.law_operations_tenant(p_table regclass) returns text
language plpgsql stable set search_path = '' as $$
begin
  return case
    -- One's own account goes along into every organisation that a superadmin works in.
    when p_table = 'public.users'::regclass
      then '(' || private.law_tenant(p_table) || ') or id = (select private.actor_id()) or (select private.at_the_door())'
    when p_table in ('public.organizations'::regclass, 'public.user_roles'::regclass, 'public.user_sessions'::regclass,
                     'public.admin_logs'::regclass, 'public.error_logs'::regclass)
      then '(' || private.law_tenant(p_table) || ') or (select private.at_the_door())'
    when p_table = 'dashboard.preferences'::regclass then 'user_id = (select private.actor_id())'
    when p_table = 'dashboard.sign_in_throttles'::regclass then '(select private.at_the_door())'
    else private.law_tenant(p_table)
  end;
end $$;

create or replace procedure private.apply_law(p_table regclass, p_law record)
language plpgsql set search_path = '' as $$
declare
  tenant text := private.law_tenant(p_table);
  operations text := private.law_operations_tenant(p_table);
  old_policy name;
begin
  execute format('alter table %s enable row level security', p_table);
  for old_policy in select polname from pg_catalog.pg_policy where polrelid = p_table loop
    execute format('drop policy %I on %s', old_policy, p_table);
  end loop;
  if operations is not null then
    execute format('create policy operations_tenant on %s as restrictive for all to growthos_operations using (%s) with check (%2$s)', p_table, operations);
    execute format('create policy operations on %s for all to growthos_operations using (%s) with check (%2$s)', p_table, operations);
  end if;
  if tenant is not null then
    execute format('create policy tenant on %s as restrictive for all to authenticated, growthos_support using (%s) with check (%2$s)', p_table, tenant);
  end if;
  if p_law.read is not null then
    execute format('create policy read on %s for select to authenticated, growthos_support using (%s)', p_table, private.law_test(p_law.read, tenant, true));
  end if;
  if p_law.add is not null then
    execute format('create policy add on %s for insert to authenticated, growthos_support with check (%s)', p_table, private.law_test(p_law.add, tenant));
  end if;
  if p_law.change is not null then
    execute format('create policy change on %s for update to authenticated, growthos_support using (%s) with check (%s)', p_table,
      private.law_test(p_law.change, tenant), private.law_test(coalesce(p_law.becomes, p_law.change), tenant));
  end if;
  if p_law.remove is not null then
    execute format('create policy remove on %s for delete to authenticated, growthos_support using (%s)', p_table, private.law_test(p_law.remove, tenant));
  end if;
end $$;

-- Every table has its line, or nothing is applied. A line whose table is not there yet waits for it.
do $$
declare
  lawless text;
  line record;
begin
  select string_agg(format('%s.%s', c.relnamespace::regnamespace, c.relname), ', ' order by c.relname) into lawless
    from pg_catalog.pg_class as c
    where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
      and not exists (select from private.law() as l where l.room = c.relnamespace::regnamespace::text and l.name = c.relname)
      -- An extension brings its own tables and its own rules for them.
      and not exists (select from pg_catalog.pg_depend as d where d.objid = c.oid and d.deptype = 'e');
  if lawless is not null then
    raise exception 'The law has no line for: %. Add one in sql/law/910_policies.sql.', lawless;
  end if;
  for line in select * from private.law() loop
    if to_regclass(format('%I.%I', line.room, line.name)) is not null then
      call private.apply_law(to_regclass(format('%I.%I', line.room, line.name)), line);
    end if;
  end loop;
end $$;

-- The law as it stands, in one number: every policy, whether row security is on, every grant, function, trigger and view.
create or replace function private.policy_hash() returns text
language sql stable security definer set search_path = '' as $$
  select encode(sha256(convert_to(string_agg(line, E'\n' order by line), 'UTF8')), 'hex')
  from (
    select concat_ws(' ', 'policy', p.schemaname, p.tablename, p.policyname, p.permissive, p.roles, p.cmd, p.qual, p.with_check) as line
      from pg_catalog.pg_policies as p where p.schemaname in ('public', 'dashboard')
    union all
    select concat_ws(' ', 'table', c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity)
      from pg_catalog.pg_class as c
      where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
    union all
    select concat_ws(' ', 'grant', c.oid::regclass, a.grantee::regrole, a.privilege_type)
      from pg_catalog.pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
        and a.grantee <> c.relowner
    union all
    select concat_ws(' ', 'column', t.attrelid::regclass, t.attname, a.grantee::regrole, a.privilege_type)
      from pg_catalog.pg_attribute as t
      join pg_catalog.pg_class as c on c.oid = t.attrelid
      cross join lateral aclexplode(t.attacl) as a
      where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and t.attnum > 0
    union all
    select concat_ws(' ', 'function', p.oid::regprocedure, p.prosecdef, p.proowner = n.nspowner, p.proacl, (select array_agg(c order by c) from unnest(p.proconfig) as c), md5(p.prosrc))
      from pg_catalog.pg_proc as p join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = 'private'
    union all
    select concat_ws(' ', 'trigger', t.tgrelid::regclass, t.tgname, t.tgfoid::regprocedure, t.tgenabled)
      from pg_catalog.pg_trigger as t join pg_catalog.pg_class as c on c.oid = t.tgrelid
      where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and not t.tgisinternal
    union all
    select concat_ws(' ', 'view', c.oid::regclass, array(select o from unnest(c.reloptions) as o order by o), md5(pg_get_viewdef(c.oid)))
      from pg_catalog.pg_class as c
      where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind = 'v'
  ) as law
$$;

-- Readiness: does the law stand as the last migration left it?
create or replace function private.law_stands() returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select i.policy_hash = private.policy_hash() from dashboard.installation as i), false)
$$;

revoke all on all functions in schema private from public;
revoke all on all procedures in schema private from public;
grant execute on function private.law_stands() to growthos_app, growthos_sign_in, growthos_worker;
