-- (select private.f()) runs once per statement, private.f() once per row: up to 77,000 times slower.
select format('%s.%s: policy %s calls a function for each row', p.schemaname, p.tablename, p.policyname) as finding
from pg_catalog.pg_policies as p
where p.schemaname in ('public', 'dashboard')
  and regexp_replace(
        concat_ws(' ', p.qual, p.with_check),
        '\( SELECT private\.\w+\((VARIADIC ARRAY\[[^\]]*\]|[^()]*)\) AS \w+\)', '', 'g') ~ 'private\.\w+\('
