-- The account behind a learner. E-mail is unique over all organisations: where another one carries the
-- same learner already, the address names the organisation too.
insert into public.users as u (id, organization_id, email, full_name, role)
select l.user_id, run.organization_id,
       'learner-' || l.id_student
         || case when taken.id is null then '' else '.' || run.slug end || '@oulad.invalid',
       'Learner ' || l.id_student, 'student'
from oulad_learner l
cross join oulad_run run
left join public.users taken
  on taken.email = 'learner-' || l.id_student || '@oulad.invalid' and taken.id <> l.user_id
on conflict (id) do nothing
returning u.created_at = now() as is_new
