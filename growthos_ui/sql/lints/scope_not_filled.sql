-- A row that copies its learner's account or mentor says nothing by itself: a trigger fills the copy.
-- Summaries are written by functions only, and their own counts prove them.
select format('%s', c.oid::regclass) as finding
from pg_catalog.pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and (select count(*) from pg_catalog.pg_attribute as a
       where a.attrelid = c.oid and not a.attisdropped and a.attname in ('student_id', 'user_id', 'mentor_id')) = 3
  and not exists (
    select from pg_catalog.pg_trigger as t
    where t.tgrelid = c.oid and t.tgfoid in (to_regprocedure('private.fill_scope()'), to_regprocedure('private.fill_learner()')))
