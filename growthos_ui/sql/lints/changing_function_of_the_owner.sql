-- A function that somebody may call and that changes data must belong to growthos_operations: owned by
-- the table owner it would write into any organisation. private.enter only sets the claims;
-- what only the functions of growthos_operations may call (audit, activity) writes for the row they reached under the lock.
select format('%s belongs to %s', p.oid::regprocedure, p.proowner::regrole) as finding
from pg_catalog.pg_proc as p
where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace, 'dashboard'::regnamespace) and p.prosecdef and p.provolatile = 'v'
  and p.prorettype <> 'trigger'::regtype
  and p.proowner <> 'growthos_operations'::regrole
  and p.oid::regprocedure::text <> 'private.enter(bytea,integer)'
  and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e')
  and exists (select from aclexplode(p.proacl) as a where a.grantee not in (p.proowner, 'growthos_operations'::regrole))
