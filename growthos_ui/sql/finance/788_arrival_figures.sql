-- Of what is due in a month, what came so many days after its day: vintages and the shares that usually come read some thousand
-- rows, and neither the ledger nor the installments. Derived: the ledger adds every entry as it is written (799_cash), and entries
-- move along with an installment whose day moves (799_standing).
create table dashboard.arrival_figures (
  organization_id uuid not null references public.organizations (id),
  currency        char(3) not null,
  due_month       date not null check (due_month = date_trunc('month', due_month)),
  days_after      int not null,
  entries         int not null,
  principal_milli bigint not null,
  primary key (organization_id, currency, due_month, days_after)
) with (fillfactor = 70);

comment on table dashboard.arrival_figures is 'Payments less refunds, summed by the month of the due day and the days from that day to the entry.';
comment on column dashboard.arrival_figures.due_month is 'The first day of the month of the effective due day.';
comment on column dashboard.arrival_figures.days_after is 'From the effective due day to the day on which the money moved; less than nothing where it came before.';
comment on column dashboard.arrival_figures.principal_milli is 'Principal that came less what went back, × 1,000; late fees are not in it.';
