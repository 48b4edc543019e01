-- What a store sold, one row for each store and day of its own zone. A day within the synced span without orders is a
-- row of nothing; a day outside it has no row, and is unknown.
create table public.shopify_metrics (
  id                  uuid primary key default gen_random_uuid(),
  organization_id     uuid not null references public.organizations (id),
  integration_id      uuid not null,
  student_id          uuid,
  user_id             uuid,
  mentor_id           uuid,
  shop_domain         text collate "C" not null,
  sync_date           date not null,
  currency            char(3) not null check (currency ~ '^[A-Z]{3}$'),
  total_orders        int not null check (total_orders >= 0),
  revenue             numeric(15, 3) not null,
  revenue_milli       bigint not null generated always as ((revenue * 1000)::bigint) stored,
  gross_sales         numeric(15, 3) not null default 0 check (gross_sales >= 0),
  refunds_total       numeric(15, 3) not null default 0 check (refunds_total >= 0),
  discounts_total     numeric(15, 3) not null default 0 check (discounts_total >= 0),
  sessions            int check (sessions >= 0),
  conversion_rate     numeric(7, 4) check (conversion_rate between 0 and 100),
  new_customers       int check (new_customers >= 0),
  returning_customers int check (returning_customers >= 0),
  top_products        jsonb not null default '[]' check (jsonb_typeof(top_products) = 'array' and jsonb_array_length(top_products) <= 10),
  synced_at           timestamptz not null default private.now(),
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  -- a sync that runs twice changes nothing
  unique (organization_id, integration_id, sync_date),
  foreign key (organization_id, integration_id) references public.integrations (organization_id, id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- without visits there is no rate, and none is invented
  check (conversion_rate is null or sessions > 0),
  check (student_id is not null or (user_id is null and mentor_id is null))
);

comment on table public.shopify_metrics is 'Sales by store and day.';
comment on column public.shopify_metrics.sync_date is 'The store''s own day.';
comment on column public.shopify_metrics.revenue is 'Net: after refunds and without gift cards.';
comment on column public.shopify_metrics.revenue_milli is 'revenue × 1,000 as bigint: numeric comparisons are not leakproof.';
comment on column public.shopify_metrics.conversion_rate is 'Orders in 100 sessions; null where sessions are unknown.';
comment on column public.shopify_metrics.top_products is 'At most ten: id, title, units, revenue.';

-- the days of the organisation; best days
create index shopify_metrics_day on public.shopify_metrics (organization_id, sync_date, id);
create index shopify_metrics_revenue on public.shopify_metrics (organization_id, revenue_milli, id);
-- a learner's store; what a learner may see of their own, and what a mentor may see, as the policies ask it
create index shopify_metrics_student on public.shopify_metrics (organization_id, student_id, sync_date) where student_id is not null;
create index shopify_metrics_user on public.shopify_metrics (user_id);
create index shopify_metrics_mentor on public.shopify_metrics (organization_id, mentor_id, sync_date);

create trigger copy_account before insert or update of organization_id, integration_id, student_id
  on public.shopify_metrics for each row execute function private.copy_account();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.shopify_metrics for each row when (new.student_id is not null) execute function private.fill_scope();
create trigger keep_identity before update on public.shopify_metrics
  for each row execute function private.keep_identity();
create trigger keep_updated_at before update on public.shopify_metrics
  for each row execute function private.keep_updated_at();
