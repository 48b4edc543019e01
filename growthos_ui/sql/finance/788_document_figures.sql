-- How many documents of each kind were issued on each day: how many there are is then a read of some hundred rows, whoever asks.
-- Derived: the trigger of 799 adds every document as it is issued; nothing of them ever goes.
create table dashboard.document_figures (
  organization_id uuid not null references public.organizations (id),
  kind            text collate "C" not null check (kind in ('invoice', 'receipt', 'statement')),
  issued_on       date not null,
  documents       int not null,
  primary key (organization_id, kind, issued_on)
) with (fillfactor = 70);

comment on table dashboard.document_figures is 'Documents, counted by their kind and the day on which they were issued.';
