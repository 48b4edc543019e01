-- Whose a row is, and when and by whom it was made, is never a client's to change: no grant to people for these columns.
select format('%s.%s to %s', a.attrelid::regclass, a.attname, r.rolname) as finding
from pg_catalog.pg_attribute as a
join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
cross join pg_catalog.pg_roles as r
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and not a.attisdropped
  and a.attname in ('id', 'organization_id', 'student_id', 'user_id', 'created_at', 'updated_at', 'created_by', 'updated_by', 'made_by', 'kept_by')
  and r.rolname in ('authenticated', 'growthos_staff', 'growthos_support') and has_column_privilege(r.oid, a.attrelid, a.attname, 'update')
