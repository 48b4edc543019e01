-- Row security cannot hide a column; only the lack of a grant does. What the column law calls a secret nobody reads,
-- and what it keeps for the office, people outside do not.
select format('%s.%s to %s', l.name, hidden.attname, r.rolname) as finding
from private.column_law() as l
cross join lateral (
  select unnest(l.secret) as attname, array['authenticated', 'growthos_staff', 'growthos_support', 'growthos_operations'] as from_whom
  union all
  select unnest(l.office), array['authenticated']) as hidden
join pg_catalog.pg_roles as r on r.rolname = any (hidden.from_whom)
where to_regclass(l.name) is not null and has_column_privilege(r.oid, to_regclass(l.name), hidden.attname, 'select')
union all
select format('%s.%s to growthos_support', l.name, hidden.attname)
from private.support_law() as l cross join lateral unnest(l.hidden) as hidden (attname)
where has_column_privilege('growthos_support', to_regclass(l.name), hidden.attname, 'select')
union all
select format('%s to %s', a.attrelid::regclass || '.' || a.attname, r.rolname)
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
cross join pg_catalog.pg_roles as r
where c.relnamespace = 'public'::regnamespace and not a.attisdropped
  and a.attname in ('password_hash', 'mfa_secret', 'token_hash', 'credentials', 'passcode')
  and r.rolname in ('authenticated', 'growthos_staff', 'growthos_support') and has_column_privilege(r.oid, a.attrelid, a.attname, 'select')
