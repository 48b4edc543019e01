-- What a sign-in has chosen for itself: the superadmin's organisation, and whom it looks at the
-- dashboard as. Kept beside the sign-in, because a pooled connection remembers nothing.
create table dashboard.sign_in_context (
  sign_in_id             uuid primary key references public.user_sessions on delete cascade,
  organization_id        uuid not null references public.organizations on delete restrict,
  chosen_organization_id uuid references public.organizations on delete restrict,
  view_as_user_id        uuid references public.users on delete restrict,
  reason                 text,
  until                  timestamptz,
  updated_at             timestamptz not null default now(),

  constraint sign_in_context_view_as_is_explained_and_ends
    check (view_as_user_id is null or (reason is not null and until is not null))
);
comment on column dashboard.sign_in_context.organization_id is 'The home organisation of the person signed in.';

create index sign_in_context_of_organization on dashboard.sign_in_context (organization_id);
create index sign_in_context_by_choice on dashboard.sign_in_context (chosen_organization_id);
create index sign_in_context_by_view on dashboard.sign_in_context (view_as_user_id);
