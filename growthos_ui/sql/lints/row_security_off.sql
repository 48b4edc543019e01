-- A table without row security is open to whoever gets a grant; one whose owner is forced under it
-- breaks the look-ups that its own policies call.
select format('%s: row security is %s', c.oid::regclass, case when c.relrowsecurity then 'forced on the owner' else 'off' end) as finding
from pg_catalog.pg_class as c
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
  and (not c.relrowsecurity or c.relforcerowsecurity)
  and not exists (select from pg_catalog.pg_depend as d where d.objid = c.oid and d.deptype = 'e')
union all
-- In our other rooms nobody reads a table at all.
select format('%s: %s may read it, and row security is off', c.oid::regclass, r.rolname)
from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace and n.nspname not in ('public', 'dashboard')
cross join pg_catalog.pg_roles as r
where n.nspowner = (select o.nspowner from pg_catalog.pg_namespace as o where o.nspname = 'private') and c.relkind in ('r', 'p')
  and not c.relrowsecurity and r.rolname in ('authenticated', 'growthos_staff', 'growthos_support', 'growthos_operations')
  and has_any_column_privilege(r.oid, c.oid, 'select')
