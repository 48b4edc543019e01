-- A row of no organisation is a row that no tenant test understands.
select format('%s', a.attrelid::regclass) as finding
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
  and a.attname = 'organization_id' and not a.attnotnull
