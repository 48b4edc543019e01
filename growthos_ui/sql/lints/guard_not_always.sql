-- History that can be switched off is not history: the guards of append-only tables fire for the owner
-- and under session_replication_role too.
select format('%s: %s', t.tgrelid::regclass, t.tgname) as finding
from pg_catalog.pg_trigger as t
where t.tgfoid = 'private.deny_change()'::regprocedure and t.tgenabled <> 'A'
union all
select format('%s: nothing denies %s', wanted.name, wanted.act)
from (values
  ('public.admin_logs'::regclass, 'update', 16), ('public.admin_logs'::regclass, 'delete', 8), ('public.admin_logs'::regclass, 'truncate', 32),
  ('public.user_activity_logs'::regclass, 'update', 16), ('public.user_activity_logs'::regclass, 'delete', 8), ('public.user_activity_logs'::regclass, 'truncate', 32)
) as wanted (name, act, bit)
where not exists (
  select from pg_catalog.pg_trigger as t
  where t.tgrelid = wanted.name and t.tgfoid = 'private.deny_change()'::regprocedure and t.tgtype & wanted.bit <> 0)
