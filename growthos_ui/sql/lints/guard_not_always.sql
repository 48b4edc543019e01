-- History that can be switched off is not history: the guards of append-only tables fire for the owner
-- and under session_replication_role too.
select format('%s: %s', t.tgrelid::regclass, t.tgname) as finding
from pg_catalog.pg_trigger as t
where t.tgfoid = 'private.deny_change()'::regprocedure and t.tgenabled <> 'A'
union all
select format('%s: nothing denies %s', wanted.name, wanted.act)
from (
  select named::regclass as name, act, bit
  from unnest(array['public.admin_logs', 'public.user_activity_logs', 'public.support_ticket_replies',
                    'public.installment_payments', 'dashboard.money_acts', 'dashboard.installment_terms', 'dashboard.collection_contacts']) as named
  cross join (values ('update', 16), ('delete', 8), ('truncate', 32)) as acts (act, bit)
) as wanted
where not exists (
  select from pg_catalog.pg_trigger as t
  where t.tgrelid = wanted.name and t.tgfoid = 'private.deny_change()'::regprocedure and t.tgtype & wanted.bit <> 0)
