-- The roles that serve must be nobody by themselves: no superuser, no way past row security, nothing owned,
-- nothing inherited.
select format('%s is privileged', r.rolname) as finding
from pg_catalog.pg_roles as r
where r.rolname in ('growthos_app', 'growthos_sign_in', 'growthos_worker', 'authenticated', 'growthos_staff', 'growthos_support', 'growthos_operations')
  and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
union all
select format('%s inherits', r.rolname)
from pg_catalog.pg_roles as r
where r.rolname in ('growthos_app', 'growthos_sign_in', 'growthos_worker')
  and (r.rolinherit or pg_has_role(r.rolname, 'authenticated', 'usage'))
union all
select format('%s is a member of %s', m.member::regrole, m.roleid::regrole)
from pg_catalog.pg_auth_members as m
where m.member in ('growthos_app'::regrole, 'growthos_sign_in'::regrole, 'growthos_worker'::regrole, 'authenticated'::regrole,
                   'growthos_staff'::regrole, 'growthos_support'::regrole, 'growthos_operations'::regrole)
  and (m.member::regrole::text, m.roleid::regrole::text) not in
    (('growthos_app', 'authenticated'), ('growthos_app', 'growthos_staff'), ('growthos_app', 'growthos_support'), ('growthos_staff', 'authenticated'))
union all
select format('%s owns %s', c.relowner::regrole, c.oid::regclass)
from pg_catalog.pg_class as c
where c.relowner in (select oid from pg_catalog.pg_roles where rolname ~ '^growthos_(app|sign_in|worker|staff|support|operations)$' or rolname = 'authenticated')
union all
select format('%s may %s %s by itself', a.grantee::regrole, lower(a.privilege_type), c.oid::regclass)
from pg_catalog.pg_class as c
cross join lateral (
  select x.* from aclexplode(c.relacl) as x
  union all
  select x.* from pg_catalog.pg_attribute as t cross join lateral aclexplode(t.attacl) as x where t.attrelid = c.oid) as a
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace, 'private'::regnamespace)
  and a.grantee in ('growthos_app'::regrole, 'growthos_sign_in'::regrole, 'growthos_worker'::regrole)
