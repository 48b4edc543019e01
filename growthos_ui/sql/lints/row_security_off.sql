-- A table without row security is open to whoever gets a grant; one whose owner is forced under it
-- breaks the look-ups that its own policies call.
select format('%s: row security is %s', c.oid::regclass, case when c.relrowsecurity then 'forced on the owner' else 'off' end) as finding
from pg_catalog.pg_class as c
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
  and (not c.relrowsecurity or c.relforcerowsecurity)
  and not exists (select from pg_catalog.pg_depend as d where d.objid = c.oid and d.deptype = 'e')
