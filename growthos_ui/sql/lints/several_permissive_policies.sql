-- More than one permissive policy for a command is an OR that nobody reads as one.
select format('%s.%s: %s permissive policies for %s', p.schemaname, p.tablename, count(*), p.cmd) as finding
from pg_catalog.pg_policies as p
where p.schemaname in ('public', 'dashboard') and p.permissive = 'PERMISSIVE'
group by p.schemaname, p.tablename, p.cmd, p.roles
having count(*) > 1
