-- Repeatable. Days that people name from today on: "last 7 days". One place says which days those are, for the
-- condition on rows and for the words beside it. Weeks begin on Monday.
create or replace function private.stretches() returns table (value text, first_day date, last_day date)
language sql stable parallel safe security definer set search_path = '' as $$
  select each.value, each.first_day, each.last_day
  from (select private.today() as day, date_trunc('week', private.today())::date as monday,
               date_trunc('month', private.today())::date as first) as now
  cross join lateral (values
    ('today',        now.day,                                  now.day),
    ('yesterday',    now.day - 1,                              now.day - 1),
    ('last-7-days',  now.day - 6,                              now.day),
    ('last-30-days', now.day - 29,                             now.day),
    ('last-90-days', now.day - 89,                             now.day),
    ('this-week',    now.monday,                               now.monday + 6),
    ('last-week',    now.monday - 7,                           now.monday - 1),
    ('this-month',   now.first,                                (now.first + interval '1 month')::date - 1),
    ('last-month',   (now.first - interval '1 month')::date,   now.first - 1)
  ) as each (value, first_day, last_day)
$$;

revoke all on function private.stretches() from public;
grant execute on function private.stretches() to authenticated, growthos_operations;
