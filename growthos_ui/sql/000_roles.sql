-- Repeatable. Who may come in, and what each may never do.
--
-- Roles belong to the whole cluster, so every line asks first: another database of this
-- cluster, or another migrator, may have made them already. The migrating owner needs
-- CREATEROLE and nothing more; it is never a superuser and never serves a screen.
--
--   growthos_app         logs in for the screens; owns nothing, inherits nothing, may only call private.enter
--   growthos_sign_in     logs in for the door; may only call the sign-in functions
--   growthos_worker      logs in for jobs; may only call the functions named for it
--   authenticated        what private.enter returns for mentors and students
--   growthos_staff       the same for office staff: authenticated and a few columns more (e-mail, phone, prices)
--   growthos_support     the same for support: how to reach a person, and no scores and no prices (law/990_support_role.sql)
--   growthos_operations  nobody logs in as it; owns the functions that change data, so that row security holds inside them

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('authenticated',       'nologin'),
      ('growthos_staff',      'nologin'),
      ('growthos_support',    'nologin'),
      ('growthos_operations', 'nologin'),
      ('growthos_app',        'login noinherit'),
      ('growthos_sign_in',    'login noinherit'),
      ('growthos_worker',     'login noinherit')
    ) as roles (name, can)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.can);
    end if;
  end loop;
end $$;

-- Memberships. Only growthos_staff inherits: a login role that forgets to enter must have no right at all.
-- The owner becomes a member of growthos_operations to hand functions over to it and to replace them later.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('authenticated',       'growthos_staff',     true),
      ('authenticated',       'growthos_app',       false),
      ('growthos_staff',      'growthos_app',       false),
      ('growthos_support',    'growthos_app',       false),
      ('growthos_operations', current_user::text,   true)
    ) as memberships (role, member, inherits)
  loop
    continue when exists (select from pg_catalog.pg_roles where rolname = wanted.member and rolsuper);
    if not exists (
      select from pg_catalog.pg_auth_members as m
      where m.roleid = wanted.role::regrole and m.member = wanted.member::regrole
        and (current_setting('server_version_num')::int < 160000
             or (to_jsonb(m) ->> 'set_option')::boolean and (to_jsonb(m) ->> 'inherit_option')::boolean = wanted.inherits)
    ) then
      execute format('grant %I to %I', wanted.role, wanted.member)
        || case when current_setting('server_version_num')::int >= 160000
                then format(' with inherit %s, set true', wanted.inherits::text) else '' end;
    end if;
  end loop;
end $$;

-- A screen that waits longer than this has failed; say so instead of holding a connection.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('growthos_app',     'statement_timeout',                   '5s'),
      ('growthos_app',     'idle_in_transaction_session_timeout', '10s'),
      ('growthos_app',     'lock_timeout',                        '2s'),
      ('growthos_sign_in', 'statement_timeout',                   '5s'),
      ('growthos_sign_in', 'idle_in_transaction_session_timeout', '10s'),
      ('growthos_sign_in', 'lock_timeout',                        '5s'),
      -- What the program says of itself when it connects, a pooler drops. Compiling a plan takes a second where its
      -- work takes a millisecond; a second core for one question is taken from another one.
      ('growthos_app',     'timezone',                            'UTC'),
      ('growthos_app',     'max_parallel_workers_per_gather',     '0'),
      ('growthos_app',     'jit',                                 'off'),
      ('growthos_sign_in', 'jit',                                 'off'),
      ('growthos_worker',  'jit',                                 'off'),
      -- the job queue's own names are unqualified
      ('growthos_worker',  'search_path',                         'queue')
    ) as limits (role, setting, value)
  loop
    if not exists (
      select from pg_catalog.pg_db_role_setting as s
      where s.setrole = wanted.role::regrole and s.setdatabase = 0
        and s.setconfig @> array[wanted.setting || '=' || wanted.value]
    ) then
      execute format('alter role %I set %I = %L', wanted.role, wanted.setting, wanted.value);
    end if;
  end loop;
end $$;

-- A temporary table outlives the transaction on a pooled connection: the next person could read it.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
  execute format('grant connect on database %I to growthos_app, growthos_sign_in, growthos_worker', current_database());
end $$;
