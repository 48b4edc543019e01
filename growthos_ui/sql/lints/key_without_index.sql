-- Deleting or renumbering a parent looks for its children: without an index that is a scan of all of them.
-- An index serves when it begins with columns of the key, one of them other than organization_id.
select format('%s: %s', c.conrelid::regclass, c.conname) as finding
from pg_catalog.pg_constraint as c
left join pg_catalog.pg_attribute as tenant on tenant.attrelid = c.conrelid and tenant.attname = 'organization_id'
where c.contype = 'f' and c.connamespace in ('public'::regnamespace, 'dashboard'::regnamespace)
  and not exists (
    select from pg_catalog.pg_index as i
    where i.indrelid = c.conrelid and i.indisvalid
      and i.indkey[0] = any (c.conkey)
      and (i.indkey[0] is distinct from tenant.attnum or i.indkey[1] = any (c.conkey))
      -- A partial index serves where it leaves out only rows whose key is null.
      and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\(\w+ IS NOT NULL\)$'))
  -- Organisations are never deleted, and each table's own indexes begin with organization_id.
  and c.confrelid <> 'public.organizations'::regclass
