-- Proof of payments and refunds: slips, screenshots, letters. Added to an act once it stands, as often as something comes in; a proof
-- is never changed and never goes, like the act itself.
create table dashboard.proof_files (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  act_id          uuid not null,
  name            text not null check (length(btrim(name)) between 1 and 200),
  media_type      text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
  body            bytea not null check (octet_length(body) between 1 and 8388608),
  size            int not null generated always as (octet_length(body)) stored,
  digest          text not null generated always as (encode(sha256(body), 'hex')) stored,
  added_by        uuid not null default private.actor_id() references public.users (id),
  added_at        timestamptz not null default private.now(),
  unique (organization_id, id),
  -- the same file is one proof of an act
  unique (organization_id, act_id, digest),
  foreign key (organization_id, student_id, act_id) references dashboard.money_acts (organization_id, student_id, id)
);

comment on table dashboard.proof_files is 'Files that prove payments and refunds; append-only, at most ten for an act.';
comment on column dashboard.proof_files.media_type is 'What the first bytes say that it is; the name decides nothing.';
comment on column dashboard.proof_files.digest is 'SHA-256 of the file in hex.';

-- a learner's proofs, the latest first
create index proof_files_student on dashboard.proof_files (organization_id, student_id, act_id, added_at);
-- a cheap check when a user row goes
create index proof_files_added_by on dashboard.proof_files (added_by);

create trigger fill_organization before insert on dashboard.proof_files
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on dashboard.proof_files
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.proof_files
  for each statement execute function private.deny_change();
alter table dashboard.proof_files enable always trigger deny_change;
alter table dashboard.proof_files enable always trigger deny_truncate;
