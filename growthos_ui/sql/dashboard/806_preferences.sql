-- How a person likes the dashboard. The person's own in every organisation: read and written by functions only
-- (sql/law/940_own_account.sql), which know whose it is.
create table dashboard.preferences (
  user_id         uuid primary key,
  organization_id uuid not null references public.organizations on delete restrict,
  theme           text,
  density         text not null default 'normal',
  letter_keys     boolean not null default true,
  dismissed_banner text,
  updated_at      timestamptz not null default now(),

  constraint preferences_belong_to_a_user foreign key (organization_id, user_id)
    references public.users (organization_id, id) on delete cascade,
  constraint preferences_theme_is_known check (theme in ('system', 'light', 'dark')),
  constraint preferences_density_is_known check (density in ('short', 'normal', 'tall'))
);
comment on column dashboard.preferences.theme is 'Null: never chosen, so each browser keeps to its own system.';
comment on column dashboard.preferences.density is 'Height of the rows of lists: 32, 40 or 48 px.';
comment on column dashboard.preferences.dismissed_banner is 'The announcement that was put away: another one shows again.';
comment on column dashboard.preferences.letter_keys is 'Whether single letters are shortcuts (WCAG 2.1.4).';

create index preferences_of_user on dashboard.preferences (organization_id, user_id);
