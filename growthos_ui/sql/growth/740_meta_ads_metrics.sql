-- What an ad account spent and what came of it, one row for each campaign, set or ad and day of the account. Ratios are
-- never stored: they are ratios of sums.
create table public.meta_ads_metrics (
  id                     uuid primary key default gen_random_uuid(),
  organization_id        uuid not null references public.organizations (id),
  integration_id         uuid not null,
  student_id             uuid,
  user_id                uuid,
  mentor_id              uuid,
  level                  text not null check (level in ('campaign', 'adset', 'ad')),
  campaign_id            text collate "C" not null,
  adset_id               text collate "C",
  ad_id                  text collate "C",
  campaign_name          text,
  adset_name             text,
  ad_name                text,
  objective              text,
  effective_status       text,
  date                   date not null,
  currency               char(3) not null check (currency ~ '^[A-Z]{3}$'),
  impressions            int not null check (impressions >= 0),
  clicks                 int not null check (clicks >= 0),
  reach                  int check (reach >= 0),
  spend                  numeric(15, 3) not null check (spend >= 0),
  spend_milli            bigint not null generated always as ((spend * 1000)::bigint) stored,
  conversions            numeric(12, 2) not null default 0 check (conversions >= 0),
  conversion_value       numeric(15, 3) not null default 0 check (conversion_value >= 0),
  conversion_value_milli bigint not null generated always as ((conversion_value * 1000)::bigint) stored,
  reported_roas          numeric(10, 4) check (reported_roas >= 0),
  synced_at              timestamptz not null default private.now(),
  created_at             timestamptz not null default now(),
  updated_at             timestamptz not null default now(),
  -- a sync that runs twice changes nothing; a missing set or ad is a value like any other here
  unique nulls not distinct (organization_id, integration_id, level, campaign_id, adset_id, ad_id, date),
  foreign key (organization_id, integration_id) references public.integrations (organization_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- a level names what it is of and nothing below: sums of mixed levels would count the same money twice
  check ((level in ('adset', 'ad')) = (adset_id is not null)),
  check ((level = 'ad') = (ad_id is not null)),
  check (student_id is not null or (user_id is null and mentor_id is null))
);

comment on table public.meta_ads_metrics is 'Advertising by campaign, set or ad and day.';
comment on column public.meta_ads_metrics.date is 'The ad account''s own day.';
comment on column public.meta_ads_metrics.conversions is 'Of one action type, never the sum of overlapping ones.';
comment on column public.meta_ads_metrics.reach is 'Not additive over days.';
comment on column public.meta_ads_metrics.reported_roas is 'What Meta says; used only where conversion values are missing.';
comment on column public.meta_ads_metrics.spend_milli is 'spend × 1,000 as bigint: numeric comparisons are not leakproof.';

-- the days of the organisation, and of one account at one level
create index meta_ads_metrics_day on public.meta_ads_metrics (organization_id, date, id);
create index meta_ads_metrics_account on public.meta_ads_metrics (organization_id, integration_id, level, date);
-- where the money went
create index meta_ads_metrics_spend on public.meta_ads_metrics (organization_id, spend_milli, id);
-- a learner's account; what a learner may see of their own, and what a mentor may see, as the policies ask it
create index meta_ads_metrics_student on public.meta_ads_metrics (organization_id, student_id, date) where student_id is not null;
create index meta_ads_metrics_user on public.meta_ads_metrics (user_id);
create index meta_ads_metrics_mentor on public.meta_ads_metrics (organization_id, mentor_id, date);

create trigger copy_account before insert or update of organization_id, integration_id, student_id
  on public.meta_ads_metrics for each row execute function private.copy_account();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.meta_ads_metrics for each row when (new.student_id is not null) execute function private.fill_scope();
create trigger keep_identity before update on public.meta_ads_metrics
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.meta_ads_metrics
  for each row execute function private.keep_updated_at();
