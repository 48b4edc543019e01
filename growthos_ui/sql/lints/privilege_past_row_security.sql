-- TRUNCATE, REFERENCES and TRIGGER do not ask row security; MAINTAIN reads whole tables.
select format('%s: %s to %s', c.oid::regclass, a.privilege_type, a.grantee::regrole) as finding
from pg_catalog.pg_class as c cross join lateral aclexplode(c.relacl) as a
where c.relnamespace in ('public'::regnamespace, 'dashboard'::regnamespace) and c.relkind in ('r', 'p')
  and a.grantee <> c.relowner and a.grantee <> 0
  and a.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
