-- Two locks: a restrictive policy for all commands, with both tests, and the same test inside each
-- permissive one. With the first gone, and no second, the rows of others show.
with guarded as (
  select c.oid, c.relname, c.relnamespace::regnamespace::text as room
  from pg_catalog.pg_class as c
  where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
    and (c.oid = 'public.organizations'::regclass
         or exists (select from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
)
select format('%s: no restrictive tenant policy for people', g.oid::regclass) as finding
from guarded as g
where not exists (
    select from pg_catalog.pg_policies as p
    where (p.schemaname, p.tablename, p.permissive, p.cmd) = (g.room, g.relname, 'RESTRICTIVE', 'ALL')
      and p.roles = '{authenticated,growthos_support}' and p.qual is not null and p.with_check is not null)
union all
select format('%s: policy %s lets rows through without the tenant test', g.oid::regclass, p.policyname)
from guarded as g
join pg_catalog.pg_policies as p on (p.schemaname, p.tablename) = (g.room, g.relname)
where p.permissive = 'PERMISSIVE' and p.roles && array['authenticated', 'growthos_staff', 'growthos_support']::name[]
  and (p.qual is not null and p.qual !~ 'private\.(org_id|org_of|sign_in_id)\('
       or p.with_check is not null and p.with_check !~ 'private\.(org_id|sign_in_id)\(\)')
union all
select format('%s: the functions that change data are not held to the tenant', c.oid::regclass)
from pg_catalog.pg_class as c
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
  and exists (select from pg_catalog.pg_policies as p where p.tablename = c.relname and p.schemaname = c.relnamespace::regnamespace::text and p.policyname ~ '^operations')
  and (select count(*) from pg_catalog.pg_policies as p
       where p.tablename = c.relname and p.schemaname = c.relnamespace::regnamespace::text and p.roles = '{growthos_operations}' and p.cmd = 'ALL'
         and p.qual ~ 'private\.(org_id|sign_in_id|actor_id|at_the_door)\(\)' and p.with_check = p.qual
         and (p.policyname, p.permissive) in (('operations', 'PERMISSIVE'), ('operations_tenant', 'RESTRICTIVE'))) <> 2
