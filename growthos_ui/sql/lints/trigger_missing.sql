-- What follows from the columns of a table: who has updated_at keeps it, who belongs to an organisation and may be
-- changed never moves to another, and what is audited is audited for each act.
with ours as (
  select c.oid, c.relname,
         exists (select from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attname = 'updated_at' and not a.attisdropped) as is_dated,
         (select count(*) from pg_catalog.pg_attribute as a
          where a.attrelid = c.oid and a.attname in ('id', 'organization_id') and not a.attisdropped) = 2 as is_owned,
         exists (select from pg_catalog.pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = 'private.deny_change()'::regprocedure) as is_history
  from pg_catalog.pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
), wanted (oid, function, bit, act) as (
  select oid, 'private.keep_updated_at()'::regprocedure, 16, 'update' from ours where is_dated and not is_history
  union all
  select oid, 'private.keep_identity()'::regprocedure, 16, 'update' from ours where is_owned and not is_history
  union all
  select o.oid, 'private.audit()'::regprocedure, act.bit, act.name
  from ours as o join private.audited() as a on a.name = o.relname
  cross join (values (4, 'insert'), (8, 'delete'), (16, 'update')) as act (bit, name)
)
select format('%s: %s on %s', w.oid::regclass, w.function, w.act) as finding
from wanted as w
where not exists (
  select from pg_catalog.pg_trigger as t where t.tgrelid = w.oid and t.tgfoid = w.function and t.tgtype & w.bit <> 0)
