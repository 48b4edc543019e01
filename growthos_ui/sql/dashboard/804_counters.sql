-- The next number of a kind in an organisation. The row is locked by whoever takes a number until
-- that transaction ends, so two at once never get the same.
create table dashboard.counters (
  organization_id uuid not null references public.organizations on delete restrict,
  name            text collate "C" not null,
  value           bigint not null,

  primary key (organization_id, name),
  constraint counters_value_is_positive check (value > 0)
);
