-- Two accounts may have the same line on one day, so that a line says of which account it is. What stands does not: a line
-- that comes again with its account is told from nothing else, and the one that stands learns it then.
alter table dashboard.bank_lines
  add column account text collate "C" check (account = btrim(account) and length(account) between 1 and 200);

comment on column dashboard.bank_lines.account is 'The account of the school that it is of; unknown where the file does not say.';

-- the same line in another file: of its day and amount
create index bank_lines_same on dashboard.bank_lines (organization_id, booked_on, amount_milli);
-- who paid before with this reference, or under this name
create index bank_lines_reference on dashboard.bank_lines (organization_id, reference) where status = 'matched' and reference is not null;
create index bank_lines_payer on dashboard.bank_lines (organization_id, payer) where status = 'matched' and payer is not null;
-- the act of an amount and its days that a line may be
create index money_acts_amount on dashboard.money_acts (organization_id, amount_milli, occurred_on);
