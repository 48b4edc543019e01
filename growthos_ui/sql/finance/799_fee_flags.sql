-- Repeatable. The fee flag of learners: all that whoever sees no money may know of it. Belongs to the owner, for mentors read
-- no installment; the flag is the state of the oldest one on which something is still to come, and no amount and no day of it.

-- Who is due (a day of payment has come) or overdue (its days of grace are over) of the learners whom the actor may see;
-- whoever is not in it is clear.
create or replace function private.fee_flags() returns table (student_id uuid, flag text)
language plpgsql stable security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  me constant uuid := private.actor_id();
  today constant date := private.today();
  overdue_before constant date := today - (private.setting(here, 'fees.grace_days'))::int;
begin
  if private.has_power('superadmin', 'admin', 'enrollment_manager', 'support') then
    return query select p.student_id, case when min(p.due_key) < overdue_before then 'overdue' else 'due' end
      from public.installment_plans as p where p.organization_id = here and p.due_key <= today group by p.student_id;
  elsif private.has_power('mentor') then
    return query select p.student_id, case when min(p.due_key) < overdue_before then 'overdue' else 'due' end
      from public.installment_plans as p
      where p.organization_id = here and p.mentor_id = me and p.effective_due_date <= today and p.due_key <= today group by p.student_id;
  end if;
end $$;

-- The fee flag of one learner: clear, due or overdue, for whoever may see the learner and no amount. Raises people.student_missing P0002.
create or replace function private.student_fee_flag(p_student uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  today constant date := private.today();
  oldest date;
begin
  if not private.can_access_student(p_student) then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  select min(p.due_key) into oldest from public.installment_plans as p where p.organization_id = here and p.student_id = p_student;
  -- most are clear: the setting is looked up for the others
  return case when oldest is null or oldest > today then 'clear'
              when oldest < today - (private.setting(here, 'fees.grace_days'))::int then 'overdue' else 'due' end;
end $$;

revoke all on function private.fee_flags(), private.student_fee_flag(uuid) from public;
grant execute on function private.fee_flags(), private.student_fee_flag(uuid) to authenticated;
