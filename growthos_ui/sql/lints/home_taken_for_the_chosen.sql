-- A superadmin works in the organisation that was chosen: who asks where the actor is at home answers for another one. Left out: what
-- depends on being a mentor or a learner, who work at home alone, what chooses, and what is kept with the person.
select format('%s', p.oid::regprocedure) as finding
from pg_catalog.pg_proc as p
where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace, 'dashboard'::regnamespace)
  and p.prosrc ~ 'private\.actor\(\)' and p.prosrc ~ '\mme\.organization_id\M|\(private\.actor\(\)\)\.organization_id'
  and p.prosrc !~ '\mme\.role = ' and p.prosrc !~ 'dashboard\.preferences'
