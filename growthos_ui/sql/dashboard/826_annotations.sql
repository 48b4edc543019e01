-- Short notes about a day, drawn on every chart over time: a campaign was paused, a holiday, a price changed. Whoever
-- reads a chart would otherwise guess. A note is not edited: it is taken away and written anew, so what stands there is
-- what its maker said. The maker's name is kept with it, because most readers may not look other people's accounts up.
create table dashboard.annotations (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  made_by         uuid not null default private.actor_id() references public.users (id),
  made_by_name    text not null default '',
  on_day          date not null,
  text            text not null,
  audience        text collate "C" not null default 'everyone',
  created_at      timestamptz not null default now(),

  constraint annotations_text_is_short check (length(btrim(text)) between 1 and 140 and text !~ '[[:cntrl:]]'),
  constraint annotations_day_is_real check (on_day between '1900-01-01' and '2199-12-31'),
  constraint annotations_audience_is_known check (audience in ('everyone', 'staff'))
);
comment on table dashboard.annotations is 'Short notes about a day, on every chart over time.';
comment on column dashboard.annotations.made_by_name is 'The maker''s name when it was written.';
comment on column dashboard.annotations.on_day is 'A day of the organisation''s calendar.';
comment on column dashboard.annotations.audience is 'everyone: all who work in the organisation; staff: superadmins, admins and enrolment managers.';

-- the notes of the days that a chart shows
create index annotations_of_days on dashboard.annotations (organization_id, on_day);
-- whose notes they are
create index annotations_of_maker on dashboard.annotations (made_by);

-- The name is the acting person's, whatever was sent along.
create or replace function private.sign_annotation() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.made_by_name := (select u.full_name from public.users as u where u.id = new.made_by);
  return new;
end $$;
revoke all on function private.sign_annotation() from public;

-- Open charts hear of a note; of one for staff only staff do.
create or replace function private.tell_annotations() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  said record;
begin
  if tg_op = 'DELETE' then
    for said in select distinct o.organization_id, o.audience = 'everyone' as for_team from old_rows as o loop
      perform private.tell_annotation(said.organization_id, said.for_team);
    end loop;
  else
    for said in select distinct n.organization_id, n.audience = 'everyone' as for_team from new_rows as n loop
      perform private.tell_annotation(said.organization_id, said.for_team);
    end loop;
  end if;
  return null;
end $$;

create or replace function private.tell_annotation(p_organization uuid, p_for_team boolean) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into dashboard.live_changes (organization_id, topic, for_team, changed_in)
    values (p_organization, 'annotations', p_for_team, pg_current_xact_id()::text::bigint)
    on conflict do nothing;
  perform private.tell(p_organization, 'annotations');
end $$;
revoke all on function private.tell_annotations(), private.tell_annotation(uuid, boolean) from public;

create trigger fill_organization before insert on dashboard.annotations
  for each row execute function private.fill_organization();
create trigger sign before insert on dashboard.annotations
  for each row execute function private.sign_annotation();
create trigger tell_added after insert on dashboard.annotations
  referencing new table as new_rows for each statement execute function private.tell_annotations();
create trigger tell_removed after delete on dashboard.annotations
  referencing old table as old_rows for each statement execute function private.tell_annotations();
