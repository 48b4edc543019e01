-- What was done with the books of a month: closed, so that nothing that was told of it moves any more, or opened again. Months are
-- closed in their order and opened again from the last one back: whatever is before the end of the last closed one is closed.
create table dashboard.month_acts (
  id               uuid primary key default gen_random_uuid(),
  place            bigint not null generated always as identity,
  organization_id  uuid not null references public.organizations (id),
  month            date not null check (month = date_trunc('month', month)),
  kind             text collate "C" not null check (kind in ('closed', 'reopened')),
  grace_days       int check (grace_days >= 0),
  reason           text check (length(reason) <= 2000),
  idempotency_key  text collate "C" not null default gen_random_uuid()::text check (length(idempotency_key) between 1 and 200),
  done_by          uuid not null default private.actor_id() references public.users (id),
  done_at          timestamptz not null default private.now(),
  unique (organization_id, id),
  -- two clicks are one act
  unique (organization_id, idempotency_key),
  check ((kind = 'closed') = (grace_days is not null)),
  check (kind = 'closed' or length(btrim(coalesce(reason, ''))) > 0)
);

comment on table dashboard.month_acts is 'Closings of months and their reopenings; append-only: the last act of a month holds.';
comment on column dashboard.month_acts.month is 'The first day of the month.';
comment on column dashboard.month_acts.place is 'The order in which they were done.';
comment on column dashboard.month_acts.grace_days is 'The days of grace by which overdue was told; other settings later do not move it.';
comment on column dashboard.month_acts.reason is 'A note on a closing; why a month was opened again.';

-- the last act of each month
create index month_acts_last on dashboard.month_acts (organization_id, month, place desc) include (kind);
-- a cheap check when a user row goes
create index month_acts_done_by on dashboard.month_acts (done_by);

create trigger fill_organization before insert on dashboard.month_acts
  for each row execute function private.fill_organization();
create trigger deny_change before update or delete on dashboard.month_acts
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.month_acts
  for each statement execute function private.deny_change();
alter table dashboard.month_acts enable always trigger deny_change;
alter table dashboard.month_acts enable always trigger deny_truncate;

-- The last day whose books are closed; null while none are. Planned once, as thousands of entries of a file ask it one by one.
create function private.closed_through(p_organization uuid) returns date
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select (max(c.month) + interval '1 month' - interval '1 day')::date
    from dashboard.month_acts as c
    where c.organization_id = p_organization and c.kind = 'closed' and not exists (
      select from dashboard.month_acts as r
      where r.organization_id = c.organization_id and r.month = c.month and r.kind = 'reopened' and r.place > c.place));
end $$;

-- What whoever enters money shares, and whoever closes or opens a month has alone.
create function private.lock_of_months(p_organization uuid) returns bigint
language sql immutable parallel safe set search_path = '' as $$
  select hashtextextended('growthos.months ' || p_organization, 0)
$$;

-- A bill is never of a month whose books are closed: what was told of it would be another. Raises finance.issue_closed 22023.
create function private.refuse_closed_issue() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  wrong record;
begin
  perform pg_advisory_xact_lock_shared(private.lock_of_months(o.organization_id)) from (select distinct n.organization_id from new_rows as n) as o;
  select n.issue_date, c.last into wrong
    from (select o.organization_id, private.closed_through(o.organization_id) as last
          from (select distinct n.organization_id from new_rows as n) as o) as c
    join new_rows as n on n.organization_id = c.organization_id and n.issue_date <= c.last
    order by n.issue_date limit 1;
  if found then
    raise exception 'finance.issue_closed' using errcode = '22023',
      detail = jsonb_build_object('field', 'issue_date', 'day', wrong.issue_date, 'first', wrong.last + 1)::text;
  end if;
  return null;
end $$;
revoke all on function private.closed_through(uuid), private.lock_of_months(uuid), private.refuse_closed_issue() from public;

create trigger refuse_closed_issue after insert on public.installment_plans
  referencing new table as new_rows for each statement execute function private.refuse_closed_issue();
