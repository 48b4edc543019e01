-- The logo that an organisation shows in this dashboard: a small picture of its own, served from here. A picture from
-- elsewhere (company_settings.logo_url) would tell its host who opens which page when, so no page of ours loads it.
create table dashboard.logos (
  organization_id uuid primary key references public.organizations (id) on delete restrict,
  image           bytea not null,
  -- What it is, by its first bytes and never by what a browser called it.
  media_type      text not null generated always as (
    case when substring(image from 1 for 8) = '\x89504e470d0a1a0a' then 'image/png'
         when substring(image from 1 for 4) = '\x52494646' and substring(image from 9 for 4) = '\x57454250' then 'image/webp' end) stored,
  digest          text not null generated always as (left(encode(sha256(image), 'hex'), 16)) stored,
  updated_at      timestamptz not null default now(),

  constraint logos_are_small check (octet_length(image) <= 204800)
);
comment on table dashboard.logos is 'The picture beside an organisation''s name: PNG or WebP, at most 200 KB.';
comment on column dashboard.logos.digest is 'Names these bytes in an address, so that a browser may keep them for ever.';

create trigger keep_updated_at before update on dashboard.logos
  for each row execute function private.keep_updated_at();
