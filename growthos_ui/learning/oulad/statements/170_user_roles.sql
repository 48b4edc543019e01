-- A learner signs in nowhere here; the role says so to every policy.
insert into public.user_roles as r (id, organization_id, user_id, role)
select l.user_role_id, run.organization_id, l.user_id, 'student'
from oulad_learner l cross join oulad_run run
where not exists (select from public.user_roles there where there.user_id = l.user_id)
on conflict (id) do nothing
returning r.created_at = now() as is_new
