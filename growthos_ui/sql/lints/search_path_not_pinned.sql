-- A function without its own empty search_path can be made to find another table, or another operator. Left out: pure
-- SQL functions of their arguments, which a pin would keep from being inlined into their pinned callers.
select format('%s', p.oid::regprocedure) as finding
from pg_catalog.pg_proc as p
where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace, 'dashboard'::regnamespace)
  and not coalesce(p.proconfig @> array['search_path=""'], false)
  and not (p.prolang = (select oid from pg_catalog.pg_language where lanname = 'sql') and p.provolatile = 'i' and not p.prosecdef)
  and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e')
