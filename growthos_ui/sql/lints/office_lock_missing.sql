-- Where the role of the office holds a column that others do not, nobody passes in that role who did not enter with it.
select format('%s.%s, %s', a.attrelid::regclass, a.attname, held.privilege) as finding
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
cross join (values ('select', array['*']), ('update', array['*', 'w'])) as held (privilege, commands)
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and a.attnum > 0 and not a.attisdropped
  and has_column_privilege('growthos_staff', c.oid, a.attnum, held.privilege)
  and not has_column_privilege('authenticated', c.oid, a.attnum, held.privilege)
  and not exists (
    select from pg_catalog.pg_policy as p
    where p.polrelid = c.oid and not p.polpermissive and p.polroles = array['growthos_staff'::regrole::oid]
      and p.polcmd::text = any (held.commands)
      and pg_catalog.pg_get_expr(p.polqual, p.polrelid) like '%private.seated()%IS NOT NULL%')
