-- Repeatable. The database role of the office is for the office. Whoever enters as `authenticated` may still take the other
-- role in their transaction, because the login may: it then holds the columns of the office, on the rows that the law gives
-- them. So each table on which the role holds more than others do lets nobody through who would not have entered with it.

-- Those whom private.enter gives the role: true or nothing at all, as private.holding, and for the same reason.
create or replace function private.seated() returns boolean
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  return nullif(private.has_role('superadmin', 'admin', 'enrollment_manager'), false);
end $$;
revoke all on function private.seated() from public;
grant execute on function private.seated() to authenticated, growthos_operations;

-- Where the office reads more: no row. Where it only changes more: no change.
do $$
declare
  held record;
begin
  for held in
    select c.oid::regclass as name,
           case when bool_or(has_column_privilege('growthos_staff', c.oid, a.attnum, 'select')
                             and not has_column_privilege('authenticated', c.oid, a.attnum, 'select'))
                then 'all' else 'update' end as command
    from pg_catalog.pg_class as c
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p') and c.relrowsecurity
      and (has_column_privilege('growthos_staff', c.oid, a.attnum, 'select') and not has_column_privilege('authenticated', c.oid, a.attnum, 'select')
           or has_column_privilege('growthos_staff', c.oid, a.attnum, 'update') and not has_column_privilege('authenticated', c.oid, a.attnum, 'update'))
    group by c.oid
  loop
    execute format('drop policy if exists office on %s', held.name);
    execute format('create policy office on %s as restrictive for %s to growthos_staff using ((select private.seated()) is not null)',
                   held.name, held.command);
  end loop;
end $$;
