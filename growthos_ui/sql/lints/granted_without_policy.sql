-- A grant without a policy is a door that only looks shut, and a policy without a grant a rule of nothing: for each
-- command both, or neither. Policies for operations speak for all commands; there a grant needs any.
with held as (
  select c.oid, c.relnamespace::regnamespace::text as room, c.relname, a.grantee::regrole::text as grantee, a.privilege_type as act
  from pg_catalog.pg_class as c cross join lateral aclexplode(c.relacl) as a
  where c.relkind in ('r', 'p') and a.grantee <> 0
  union
  select c.oid, c.relnamespace::regnamespace::text, c.relname, a.grantee::regrole::text, a.privilege_type
  from pg_catalog.pg_attribute as t join pg_catalog.pg_class as c on c.oid = t.attrelid
  cross join lateral aclexplode(t.attacl) as a
  where c.relkind in ('r', 'p') and a.grantee <> 0
)
select format('%s: %s to %s', h.oid::regclass, h.act, h.grantee) as finding
from held as h
where h.room in ('public', 'dashboard') and h.grantee in ('authenticated', 'growthos_staff', 'growthos_support', 'growthos_operations')
  and h.act in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  and not exists (
    select from pg_catalog.pg_policies as p
    where (p.schemaname, p.tablename, p.permissive) = (h.room, h.relname, 'PERMISSIVE') and p.cmd in (h.act, 'ALL')
      and case h.grantee when 'growthos_staff' then 'authenticated' else h.grantee end = any (p.roles))
union all
select format('%s.%s: policy %s without a grant', p.schemaname, p.tablename, p.policyname)
from pg_catalog.pg_policies as p
where p.schemaname in ('public', 'dashboard') and p.permissive = 'PERMISSIVE' and 'authenticated' = any (p.roles)
  and not exists (select from held as h where (h.room, h.relname, h.act) = (p.schemaname, p.tablename, p.cmd)
                    and h.grantee in ('authenticated', 'growthos_staff', 'growthos_support'))
