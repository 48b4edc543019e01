-- PostgreSQL 18 makes generated columns virtual unless told otherwise, and no index takes those.
select format('%s.%s', a.attrelid::regclass, a.attname) as finding
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and a.attgenerated not in ('', 's')
