-- A trigger that was switched off is a rule that nobody keeps.
select format('%s: %s', t.tgrelid::regclass, t.tgname) as finding
from pg_catalog.pg_trigger as t
join pg_catalog.pg_class as c on c.oid = t.tgrelid
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and t.tgenabled not in ('O', 'A')
