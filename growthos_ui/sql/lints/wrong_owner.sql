-- Everything belongs to the owner that migrates, except the functions that change data, which belong to
-- growthos_operations: whoever owns a thing stands above its law.
select format('%s belongs to %s', c.oid::regclass, c.relowner::regrole) as finding
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ('public', 'dashboard', 'private') and c.relkind in ('r', 'p', 'v', 'm', 'S')
  and c.relowner <> (select nspowner from pg_catalog.pg_namespace where nspname = 'private')
  and not exists (select from pg_catalog.pg_depend as d where d.objid = c.oid and d.deptype = 'e')
union all
select format('%s belongs to %s', p.oid::regprocedure, p.proowner::regrole)
from pg_catalog.pg_proc as p
where p.pronamespace in ('private'::regnamespace, 'dashboard'::regnamespace, 'public'::regnamespace)
  and p.proowner <> (select nspowner from pg_catalog.pg_namespace where nspname = 'private')
  and (p.proowner <> 'growthos_operations'::regrole or p.provolatile <> 'v' or p.prorettype = 'trigger'::regtype)
  and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e')
