-- Search by how to reach a learner, for whoever may read that: callers give a piece of a number. The whole address, and
-- of each number every ending of five digits or more, so that any piece of it is the start of one of them.
create table dashboard.student_contacts (
  organization_id uuid not null,
  piece           text collate "C" not null check (piece <> ''),
  student_id      uuid not null,
  primary key (organization_id, piece, student_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id) on delete cascade
);

comment on table dashboard.student_contacts is 'Addresses of learners and the endings of their telephone numbers, kept by triggers.';

-- the pieces of one learner, to make them again
create index student_contacts_student on dashboard.student_contacts (organization_id, student_id);

create function private.contacts_of(p_email text, variadic p_phones text[]) returns setof text
language sql immutable parallel safe set search_path = '' as $$
  select lower(p_email) where p_email <> ''
  union
  select right(digits, left_over)
  from unnest(p_phones) as p (phone)
  cross join regexp_replace(p.phone, '\D', '', 'g') as said (digits)
  cross join generate_series(5, length(digits)) as left_over
$$;
revoke all on function private.contacts_of(text, text[]) from public;

insert into dashboard.student_contacts (organization_id, piece, student_id)
  select distinct s.organization_id, c.piece, s.id
  from public.students as s
  join public.users as u on u.organization_id = s.organization_id and u.id = s.user_id
  cross join lateral private.contacts_of(u.email, u.phone, s.phone_number) as c (piece);
