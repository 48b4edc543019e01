-- What was owed when, as it was known then: a line for each time that the amount, the due date or the standing of a part
-- changed. Reports as of a past day read this; the part itself only knows today.
create table dashboard.installment_terms (
  id                 uuid primary key default gen_random_uuid(),
  place              bigint not null generated always as identity,
  organization_id    uuid not null references public.organizations (id),
  installment_id     uuid not null,
  student_id         uuid not null,
  currency           char(3) not null,
  amount_milli       bigint not null,
  penalty_milli      bigint not null,
  issue_date         date not null,
  effective_due_date date not null,
  is_cancelled       boolean not null,
  valid_from         timestamptz not null,
  recorded_at        timestamptz not null,
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, installment_id) references public.installment_plans (organization_id, id)
);

comment on table dashboard.installment_terms is 'The terms of each part over time; append-only, written by trigger.';
comment on column dashboard.installment_terms.valid_from is 'From when these terms held, until the next line of the same part.';
comment on column dashboard.installment_terms.place is 'The order in which the lines were written: two changes of one moment have the same valid_from.';
comment on column dashboard.installment_terms.recorded_at is 'When that was written down; a report "as known then" asks both.';
comment on column dashboard.installment_terms.penalty_milli is 'The late fee × 1,000; nothing once waived.';

-- the terms of every part at a moment, and of one: the last line that was written by then; answers by itself
create index installment_terms_of_part on dashboard.installment_terms (organization_id, installment_id, place desc)
  include (currency, amount_milli, penalty_milli, issue_date, effective_due_date, is_cancelled, valid_from, recorded_at, student_id);
-- what was written down since a day: of which of them a past day is known otherwise now; answers by itself
create index installment_terms_recorded on dashboard.installment_terms (organization_id, recorded_at)
  include (valid_from, installment_id, student_id);
-- a learner's, as the policy asks it
create index installment_terms_student on dashboard.installment_terms (organization_id, student_id);

-- A new part's terms hold from the day its bill is of, even when it was entered later; a change's, from now, and not in a month whose
-- books were closed while it waited: whoever changes terms and whoever closes a month wait for each other. What differs is
-- told by EXCEPT and each bill is looked up by itself: a plan that was made for one row is kept, and must do for thousands too.
create function private.remember_terms() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed_at constant timestamptz := private.now();
begin
  if tg_op = 'INSERT' then
    insert into dashboard.installment_terms (organization_id, installment_id, student_id, currency, amount_milli, penalty_milli,
                                             issue_date, effective_due_date, is_cancelled, valid_from, recorded_at)
      select n.organization_id, n.id, n.student_id, n.currency, n.amount_milli,
             case when n.penalty_waived_at is null then (n.penalty_amount * 1000)::bigint else 0 end, n.issue_date, n.effective_due_date,
             n.status = 'cancelled', least(n.created_at, (
               select i.issue_date::timestamp at time zone (select o.timezone from public.organizations as o where o.id = i.organization_id)
               from public.invoices as i where i.organization_id = n.organization_id and i.id = n.invoice_id)), n.created_at
      from new_rows as n;
  else
    perform pg_advisory_xact_lock_shared(private.lock_of_months(o.organization_id)) from (select distinct n.organization_id from new_rows as n) as o;
    insert into dashboard.installment_terms (organization_id, installment_id, student_id, currency, amount_milli, penalty_milli,
                                             issue_date, effective_due_date, is_cancelled, valid_from, recorded_at)
      select d.*, greatest(changed_at, c.open_from), changed_at
      from (select n.organization_id, n.id, n.student_id, n.currency, n.amount_milli,
                   case when n.penalty_waived_at is null then (n.penalty_amount * 1000)::bigint else 0 end, n.issue_date, n.effective_due_date,
                   n.status = 'cancelled' from new_rows as n
            except
            select o.organization_id, o.id, o.student_id, o.currency, o.amount_milli,
                   case when o.penalty_waived_at is null then (o.penalty_amount * 1000)::bigint else 0 end, o.issue_date, o.effective_due_date,
                   o.status = 'cancelled' from old_rows as o) as d
      join (select o.id, (private.closed_through(o.id) + 1)::timestamp at time zone o.timezone as open_from
            from public.organizations as o where o.id in (select n.organization_id from new_rows as n)) as c on c.id = d.organization_id;
  end if;
  return null;
end $$;
revoke all on function private.remember_terms() from public;

create trigger remember_terms after insert on public.installment_plans
  referencing new table as new_rows for each statement execute function private.remember_terms();
create trigger remember_changed_terms after update on public.installment_plans
  referencing old table as old_rows new table as new_rows for each statement execute function private.remember_terms();

create trigger deny_change before update or delete on dashboard.installment_terms
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.installment_terms
  for each statement execute function private.deny_change();
alter table dashboard.installment_terms enable always trigger deny_change;
alter table dashboard.installment_terms enable always trigger deny_truncate;
