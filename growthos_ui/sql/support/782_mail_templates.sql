-- What mails say: the words of an organisation for each kind of mail, version by version. A kind without a version has the
-- words of private.mail_kinds(), which are version 0.
create table dashboard.mail_templates (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  kind            text collate "C" not null,
  version         int not null check (version > 0),
  subject         text not null,
  body            text not null,
  is_on           boolean not null default true,
  made_by         uuid default private.actor_id() references public.users (id),
  created_at      timestamptz not null default private.now(),

  constraint mail_templates_one_of_a_version unique (organization_id, kind, version),
  constraint mail_templates_subject_is_one_line check (length(btrim(subject)) between 1 and 200 and subject !~ '[[:cntrl:]]'),
  constraint mail_templates_body_has_a_length check (length(btrim(body)) between 1 and 5000)
);
comment on table dashboard.mail_templates is 'Words of mails, each version once and for good; the highest of a kind holds.';
comment on column dashboard.mail_templates.kind is 'One of private.mail_kinds().';
comment on column dashboard.mail_templates.body is 'Plain text; {words} in braces are filled in for each mail.';
comment on column dashboard.mail_templates.is_on is 'Whether mails of this kind are written at all.';

-- a cheap check when a user row goes
create index mail_templates_made_by on dashboard.mail_templates (made_by);

create trigger fill_organization before insert on dashboard.mail_templates
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on dashboard.mail_templates
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.mail_templates
  for each statement execute function private.deny_change();
alter table dashboard.mail_templates enable always trigger deny_change;
alter table dashboard.mail_templates enable always trigger deny_truncate;
