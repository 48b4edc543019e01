-- Under row security only leakproof comparisons reach an index: an index on anything else is dead weight
-- that looks like speed. Expressions never are: use a stored generated column.
select format('%s: an expression', i.indexrelid::regclass) as finding
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indrelid and c.relrowsecurity
where i.indexprs is not null
union all
select format('%s: %s is compared by %s', i.indexrelid::regclass, a.attname, pr.oid::regprocedure)
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indrelid and c.relrowsecurity
cross join unnest(i.indkey::int2[], i.indclass::oid[]) as k (att, class)
join pg_catalog.pg_opclass as oc on oc.oid = k.class
join pg_catalog.pg_am as am on am.oid = oc.opcmethod
join pg_catalog.pg_amop as op on op.amopfamily = oc.opcfamily and op.amoplefttype = oc.opcintype
  and op.amoprighttype = oc.opcintype and op.amopstrategy = case am.amname when 'btree' then 3 else 1 end
join pg_catalog.pg_operator as o on o.oid = op.amopopr
join pg_catalog.pg_proc as pr on pr.oid = o.oprcode
left join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.att
where not pr.proleakproof
