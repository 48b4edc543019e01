-- PUBLIC is everybody who can connect, the login roles before they enter included.
select format('%s: %s to PUBLIC', c.oid::regclass, a.privilege_type) as finding
from pg_catalog.pg_class as c cross join lateral aclexplode(c.relacl) as a
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace, 'private'::regnamespace) and a.grantee = 0
  and not exists (select from pg_catalog.pg_depend as d where d.objid = c.oid and d.deptype = 'e')
union all
select format('%s.%s: %s to PUBLIC', c.oid::regclass, t.attname, a.privilege_type)
from pg_catalog.pg_attribute as t join pg_catalog.pg_class as c on c.oid = t.attrelid cross join lateral aclexplode(t.attacl) as a
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace, 'private'::regnamespace) and a.grantee = 0
union all
select format('schema %s: %s to PUBLIC', n.nspname, a.privilege_type)
from pg_catalog.pg_namespace as n cross join lateral aclexplode(n.nspacl) as a
where a.grantee = 0 and (n.nspname in ('private', 'dashboard') or n.nspname = 'public' and a.privilege_type = 'CREATE')
union all
select format('database %s: TEMPORARY to PUBLIC', d.datname)
from pg_catalog.pg_database as d cross join lateral aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
where d.datname = current_database() and a.grantee = 0 and a.privilege_type = 'TEMPORARY'
union all
select format('schema %s: CREATE to %s', n.nspname, a.grantee::regrole)
from pg_catalog.pg_namespace as n cross join lateral aclexplode(n.nspacl) as a
where n.nspname in ('public', 'private', 'dashboard') and a.privilege_type = 'CREATE'
  and a.grantee::regrole::text ~ '^(authenticated|growthos_(app|sign_in|worker|staff|support|operations))$'
