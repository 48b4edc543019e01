-- A foreign key is checked past row security: without organization_id a row can name a parent of another
-- organisation, and whether that is refused tells that the parent exists. Columns that only say who did
-- something are left out: a superadmin acts in an organisation that is not home.
select format('%s: %s', c.conrelid::regclass, c.conname) as finding
from pg_catalog.pg_constraint as c
join pg_catalog.pg_attribute as parent on parent.attrelid = c.confrelid and parent.attname = 'organization_id' and not parent.attisdropped
join pg_catalog.pg_attribute as child on child.attrelid = c.conrelid and child.attname = 'organization_id' and not child.attisdropped
where c.contype = 'f' and c.connamespace in ('public'::regnamespace, 'dashboard'::regnamespace)
  and not child.attnum = any (c.conkey)
  and not (c.confrelid = 'public.users'::regclass and (
    select a.attname ~ '_by$' or (c.conrelid, a.attname) in
      (('public.admin_logs'::regclass, 'admin_id'), ('public.error_logs'::regclass, 'user_id'),
       ('public.support_ticket_replies'::regclass, 'user_id'), ('dashboard.sign_in_context'::regclass, 'view_as_user_id'))
    from pg_catalog.pg_attribute as a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]))
  -- One row for one sign-in, of whatever home: no role reaches the table.
  and c.conrelid <> 'dashboard.sign_in_context'::regclass
