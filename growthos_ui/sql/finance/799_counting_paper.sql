-- Repeatable. How many documents there are, day by day: each statement adds what it issued, in one upsert.
create or replace function private.count_paper() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into dashboard.document_figures as f
    select n.organization_id, n.kind, n.issued_on, count(*)::int from new_rows as n group by 1, 2, 3 order by 1, 2, 3
  on conflict (organization_id, kind, issued_on) do update set documents = f.documents + excluded.documents;
  return null;
end $$;
revoke all on function private.count_paper() from public;

create or replace trigger count_paper after insert on dashboard.documents
  referencing new table as new_rows for each statement execute function private.count_paper();
