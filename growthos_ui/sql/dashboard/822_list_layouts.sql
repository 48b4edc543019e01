-- How a person arranged the columns of a list, for each view of it: it outlives the sign-in.
create table dashboard.list_layouts (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations on delete restrict,
  kept_by         uuid not null default private.actor_id() references public.users (id) on delete cascade,
  listing         text collate "C" not null,
  view            text collate "C" not null default '',
  layout          jsonb not null,
  updated_at      timestamptz not null default now(),

  constraint list_layouts_layout_is_an_object check (jsonb_typeof(layout) = 'object' and length(layout::text) <= 8000)
);
comment on column dashboard.list_layouts.view is 'The slug of the view that it was arranged in; empty is the list itself.';
comment on column dashboard.list_layouts.layout is 'As in saved_views.';

-- one arrangement of a list for each person and view
create unique index list_layouts_of_person on dashboard.list_layouts (organization_id, kept_by, listing, view);
-- whose arrangements go when an account goes
create index list_layouts_by_person on dashboard.list_layouts (kept_by);

create trigger fill_organization before insert on dashboard.list_layouts
  for each row execute function private.fill_organization();
create trigger keep_identity before update on dashboard.list_layouts
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on dashboard.list_layouts
  for each row execute function private.keep_updated_at();
