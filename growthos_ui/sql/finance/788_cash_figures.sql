-- The ledger summed by day and kind: what came in over a year is a read of some hundred rows. Derived: the trigger of 799 adds
-- every entry as it is written; the ledger is append-only, and so nothing is ever taken away.
create table dashboard.cash_figures (
  organization_id uuid not null references public.organizations (id),
  currency        char(3) not null,
  entry_type      text collate "C" not null check (entry_type in ('payment', 'refund', 'adjustment', 'write_off')),
  occurred_on     date not null,
  entries         int not null,
  amount_milli    bigint not null,
  principal_milli bigint not null,
  primary key (organization_id, currency, entry_type, occurred_on)
) with (fillfactor = 70);

comment on table dashboard.cash_figures is 'Entries of the ledger, summed by currency, kind and the day on which the money moved.';
comment on column dashboard.cash_figures.principal_milli is 'The amounts without the late fees in them, × 1,000.';
