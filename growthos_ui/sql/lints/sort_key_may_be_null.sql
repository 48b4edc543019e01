-- Paging by key compares rows: a null there loses every row after it. Columns called …_key are such keys.
select format('%s.%s', a.attrelid::regclass, a.attname) as finding
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
  and a.attname like '%\_key' and not a.attnotnull
