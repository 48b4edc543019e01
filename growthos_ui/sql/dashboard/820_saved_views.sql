-- Questions that people ask of a list again and again, under a name. A view belongs to whoever made it; an admin may
-- share it with a role or with everyone. A copy is a row of its own, so removing a shared view takes no copy along.
create table dashboard.saved_views (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  made_by         uuid not null default private.actor_id() references public.users (id) on delete cascade,
  listing         text collate "C" not null,
  slug            text collate "C" not null,
  name            text not null,
  query           text not null default '',
  layout          jsonb not null default '{}',
  audience        text collate "C" not null default 'mine',
  is_default      boolean not null default false,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  constraint saved_views_name_is_said check (length(btrim(name)) between 1 and 60),
  constraint saved_views_slug_fits_an_address check (slug ~ '^[a-z0-9][a-z0-9-]{0,63}$' and slug <> 'all'),
  constraint saved_views_query_fits_an_address check (length(query) <= 4000),
  constraint saved_views_layout_is_an_object check (jsonb_typeof(layout) = 'object' and length(layout::text) <= 8000),
  constraint saved_views_audience_is_known check (audience in
    ('mine', 'everyone', 'superadmin', 'admin', 'enrollment_manager', 'mentor', 'finance', 'marketing', 'support'))
);
comment on column dashboard.saved_views.slug is 'What `view=` says in the address; it stays when the name changes.';
comment on column dashboard.saved_views.query is 'The address after the question mark, without the view itself and without a place.';
comment on column dashboard.saved_views.layout is 'Columns in their order, hidden ones, widths in px, how many are pinned; {} is the list as declared.';
comment on column dashboard.saved_views.is_default is 'Whether the list opens with it: for its maker, or for those it is shared with.';

-- one view for one address
create unique index saved_views_of_list on dashboard.saved_views (organization_id, listing, slug);
-- a list opens one way for each person, each role and everyone
create unique index saved_views_one_own_default on dashboard.saved_views (organization_id, listing, made_by)
  where is_default and audience = 'mine';
create unique index saved_views_one_shared_default on dashboard.saved_views (organization_id, listing, audience)
  where is_default and audience <> 'mine';
-- whose views go when an account goes
create index saved_views_of_maker on dashboard.saved_views (made_by);

create trigger fill_organization before insert on dashboard.saved_views
  for each row execute function private.fill_organization();
create trigger keep_identity before update on dashboard.saved_views
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on dashboard.saved_views
  for each row execute function private.keep_updated_at();
