-- Who may see that something changed: one row for each organisation, table and mentor whose learners were concerned
-- last; or the person who was told something; or, for what is taught, the organisation alone. A notification says only which table of which organisation changed; an open page then asks here, under its own
-- policies, whether that was anything of its own, before it asks for its rows again.
create table dashboard.live_changes (
  organization_id uuid not null references public.organizations (id),
  topic           text not null check (topic <> ''),
  mentor_id       uuid,
  person_id       uuid,
  for_team        boolean not null default false check (not for_team or (mentor_id is null and person_id is null)),
  changed_in      bigint not null,
  unique nulls not distinct (organization_id, topic, mentor_id, person_id, changed_in)
);

comment on table dashboard.live_changes is 'Latest changes that open pages wait for, written by statement triggers.';
comment on column dashboard.live_changes.topic is 'The table that changed.';
comment on column dashboard.live_changes.mentor_id is 'Whose learners it concerned; null for learners without a mentor.';
comment on column dashboard.live_changes.person_id is 'To whom the changed row is addressed; null where it is about a learner.';
comment on column dashboard.live_changes.for_team is 'Whether everybody who works here may see the changed row, as they may see a course.';
comment on column dashboard.live_changes.changed_in is
  'The transaction. A snapshot tells whether it was seen; a clock could not, because transactions do not end in the order of their beginnings.';
