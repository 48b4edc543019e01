-- Who works here, by name and by nothing else: whoever enrols or deals with money is told which colleague recorded what,
-- and reads no account of theirs. Kept by triggers on the accounts; whoever left keeps their name here.
create table dashboard.colleagues (
  organization_id uuid not null,
  id              uuid not null,
  full_name       text not null,
  primary key (organization_id, id),
  foreign key (organization_id, id) references public.users (organization_id, id) on delete cascade
);

comment on table dashboard.colleagues is 'Names of the people who work or worked here, kept by triggers. No address, no number, no role.';
