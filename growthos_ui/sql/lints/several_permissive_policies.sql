-- More than one permissive policy for a command is an OR that nobody reads as one.
select format('%s.%s: %s permissive policies for %s, %s', p.schemaname, p.tablename, count(*), p.cmd, role) as finding
from pg_catalog.pg_policies as p cross join unnest(p.roles) as role
where p.schemaname in ('public', 'dashboard') and p.permissive = 'PERMISSIVE'
group by p.schemaname, p.tablename, p.cmd, role
having count(*) > 1
