-- Repeatable. Acts are counted as they are written down. A count that somebody else is just adding to is left to them and a
-- row of its own begun: whoever writes an act down waits for nobody, and two who write about many people in different orders
-- cannot hold each other up. The rows of one kind add up.
create or replace function private.follow_acts() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  one record;
  free_one uuid;
begin
  if (select count(*) > 50 from (select from new_rows limit 51) as n) then  -- an import
    insert into dashboard.activity_figures (organization_id, student_id, user_id, mentor_id, activity_type, visibility, acts)
      select n.organization_id, n.student_id, n.user_id, case when n.student_id is null then n.user_id end,
             n.activity_type, n.visibility, count(*)
      from new_rows as n group by n.organization_id, n.student_id, n.user_id, n.activity_type, n.visibility;
    return null;
  end if;
  for one in
    select n.organization_id, n.student_id, n.user_id, n.activity_type, n.visibility, count(*) as acts
    from new_rows as n group by n.organization_id, n.student_id, n.user_id, n.activity_type, n.visibility
  loop
    select f.id into free_one
      from dashboard.activity_figures as f
      where f.organization_id = one.organization_id and f.user_id = one.user_id and f.activity_type = one.activity_type
        and f.visibility = one.visibility and f.student_id is not distinct from one.student_id
      limit 1 for no key update skip locked;
    if found then
      update dashboard.activity_figures as f set acts = f.acts + one.acts where f.id = free_one;
    else
      insert into dashboard.activity_figures (organization_id, student_id, user_id, mentor_id, activity_type, visibility, acts)
        values (one.organization_id, one.student_id, one.user_id, case when one.student_id is null then one.user_id end,
                one.activity_type, one.visibility, one.acts);
    end if;
  end loop;
  return null;
end $$;

create or replace trigger count_acts after insert on public.user_activity_logs
  referencing new table as new_rows for each statement execute function private.follow_acts();
revoke all on function private.follow_acts() from public;
