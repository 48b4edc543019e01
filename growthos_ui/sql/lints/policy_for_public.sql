-- A policy for PUBLIC also speaks to roles that nobody thought of.
select format('%s.%s: %s', p.schemaname, p.tablename, p.policyname) as finding
from pg_catalog.pg_policies as p
where p.schemaname in ('public', 'dashboard') and p.roles = '{public}'
