-- A trigger that reads or writes other tables as the caller sees only the caller's part of the truth.
select format('%s', p.oid::regprocedure) as finding
from pg_catalog.pg_proc as p
where p.pronamespace = 'private'::regnamespace and p.prorettype = 'trigger'::regtype and not p.prosecdef
  and p.prosrc ~* '\m(from|into|update|join)\s+(public|dashboard)\.'
