-- Repeatable. The database role of support, after everything that grants. It is no member of another role, for it holds less
-- than the office and less than a mentor: of the tables what 920 gives it, and what the office may call, it may call: what
-- each person may, the functions decide by powers.
grant usage on schema public, dashboard, private to growthos_support;
do $$
declare
  called record;
begin
  for called in
    select p.oid::regprocedure as name, has_function_privilege('growthos_staff', p.oid, 'execute') as is_held
    from pg_catalog.pg_proc as p
    where p.pronamespace = 'private'::regnamespace
      and has_function_privilege('growthos_staff', p.oid, 'execute') <> has_function_privilege('growthos_support', p.oid, 'execute')
  loop
    execute format(case when called.is_held then 'grant execute on routine %s to growthos_support'
                        else 'revoke execute on routine %s from growthos_support' end, called.name);
  end loop;
  for called in
    select c.oid::regclass as name from pg_catalog.pg_class as c
    where c.relnamespace = 'dashboard'::regnamespace and c.relkind = 'v' and has_table_privilege('growthos_staff', c.oid, 'select')
  loop
    execute format('grant select on %s to growthos_support', called.name);
  end loop;
end $$;
