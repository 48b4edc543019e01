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
-- a learner's, as the policy asks it
create index installment_terms_student on dashboard.installment_terms (organization_id, student_id);

-- A new part's terms hold from the day its bill is of, even when it was entered later; a change's, from now.
create function private.remember_terms() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  entered constant timestamptz := case when tg_op = 'INSERT' then new.created_at else private.now() end;
  agreed timestamptz := entered;
begin
  if tg_op = 'INSERT' then
    select least(entered, i.issue_date::timestamp at time zone o.timezone) into agreed
      from public.invoices as i join public.organizations as o on o.id = i.organization_id
      where i.organization_id = new.organization_id and i.id = new.invoice_id;
  end if;
  insert into dashboard.installment_terms (organization_id, installment_id, student_id, currency, amount_milli, penalty_milli,
                                           issue_date, effective_due_date, is_cancelled, valid_from, recorded_at)
    values (new.organization_id, new.id, new.student_id, new.currency, new.amount_milli,
            case when new.penalty_waived_at is null then (new.penalty_amount * 1000)::bigint else 0 end,
            new.issue_date, new.effective_due_date, new.status = 'cancelled', agreed, entered);
  return null;
end $$;
revoke all on function private.remember_terms() from public;

create trigger remember_terms after insert on public.installment_plans
  for each row execute function private.remember_terms();
create trigger remember_changed_terms after update on public.installment_plans
  for each row when (
    (old.amount_milli, old.issue_date, old.effective_due_date, old.status = 'cancelled', old.penalty_amount, old.penalty_waived_at)
    is distinct from
    (new.amount_milli, new.issue_date, new.effective_due_date, new.status = 'cancelled', new.penalty_amount, new.penalty_waived_at))
  execute function private.remember_terms();

create trigger deny_change before update or delete on dashboard.installment_terms
  for each statement execute function private.deny_change();
create trigger deny_truncate before truncate on dashboard.installment_terms
  for each statement execute function private.deny_change();
alter table dashboard.installment_terms enable always trigger deny_change;
alter table dashboard.installment_terms enable always trigger deny_truncate;
