-- What a dialog did to a place: enrolled somebody, billed it, ended it. One row for each form that was sent with a key, so that one
-- whose answer was lost can be sent again: the same request is told that it was done, another one is refused.
create table dashboard.place_acts (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  enrollment_id    uuid not null,
  idempotency_key  text collate "C" not null check (length(idempotency_key) between 1 and 200),
  request_hash     bytea not null check (octet_length(request_hash) = 32),
  done_by          uuid not null default private.actor_id() references public.users (id),
  done_at          timestamptz not null default private.now(),
  unique (organization_id, idempotency_key),
  foreign key (organization_id, enrollment_id) references public.course_enrollments (organization_id, id)
);

comment on table dashboard.place_acts is 'Acts on places by the key of their form; append-only and read by functions.';
comment on column dashboard.place_acts.enrollment_id is 'The place that was made, billed or ended.';
comment on column dashboard.place_acts.request_hash is 'SHA-256 of the request: the same key with another request is refused.';

-- cheap checks when a place or a user row goes
create index place_acts_place on dashboard.place_acts (organization_id, enrollment_id);
create index place_acts_done_by on dashboard.place_acts (done_by);

create trigger fill_organization before insert on dashboard.place_acts
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on dashboard.place_acts
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.place_acts
  for each statement execute function private.deny_change();
alter table dashboard.place_acts enable always trigger deny_change;
alter table dashboard.place_acts enable always trigger deny_truncate;
