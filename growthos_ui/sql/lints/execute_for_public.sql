-- PostgreSQL lets everybody execute a new function. Ours are granted by name.
select format('%s', p.oid::regprocedure) as finding
from pg_catalog.pg_proc as p
where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace, 'dashboard'::regnamespace)
  and (p.proacl is null or exists (select from aclexplode(p.proacl) as a where a.grantee = 0))
  and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e')
