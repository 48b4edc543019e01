-- A view reads as its owner unless it says security_invoker; a materialized view has no row security at all.
select format('%s: %s', c.oid::regclass,
  case c.relkind when 'm' then 'a materialized view that people may read' else 'a view that reads as its owner' end) as finding
from pg_catalog.pg_class as c
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace, 'private'::regnamespace)
  and c.relkind in ('v', 'm')
  and exists (
    select from pg_catalog.pg_roles as r
    where r.rolname in ('authenticated', 'growthos_staff', 'growthos_support', 'growthos_operations') and has_any_column_privilege(r.oid, c.oid, 'select'))
  and (c.relkind = 'm' or not coalesce(c.reloptions @> array['security_invoker=true'], false))
