-- Repeatable. What waits for a decision, oldest first: of the acting mentor's learners, or of everybody for superadmin
-- and admin. Row security decides which rows; the mentor is named again as the planner's hint. The next page begins
-- after the last row. Planned for who asks: a plan for anybody could not look up a mentor's own.
--
-- How long a version has waited against the organisation's hours: in_time, then warning, then breached. Raises
-- review.not_allowed 42501, review.page_too_long 22023.
create or replace function private.pending_review_queue(
  p_limit int default 50, p_after_at timestamptz default '-infinity', p_after_id uuid default '00000000-0000-0000-0000-000000000000')
returns table (submission_id uuid, student_id uuid, student_code text, full_name text, assignment_id uuid, title text, course_id uuid,
               version int, submitted_at timestamptz, is_late boolean, due_at timestamptz, sla_state text)
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  whose constant uuid := case when private.has_power('mentor') then private.actor_id() end;
  org constant uuid := private.org_id();
  at constant timestamptz := private.now();
  warn constant interval := (private.get_setting('mentor.review_warn_hours'))::int * interval '1 hour';
  sla constant interval := (private.get_setting('mentor.review_sla_hours'))::int * interval '1 hour';
begin
  if whose is null and not private.has_power('superadmin', 'admin') then
    raise exception 'review.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_limit not between 1 and 500 then
    raise exception 'review.page_too_long' using errcode = '22023', detail = '{"field": "limit", "most": 500}';
  end if;
  return query
    select v.id, v.student_id, s.student_code, s.full_name, v.assignment_id, a.title, a.course_id, v.version, v.submitted_at, v.is_late,
           v.submitted_at + sla,
           case when at > v.submitted_at + sla then 'breached' when at > v.submitted_at + warn then 'warning' else 'in_time' end
    from public.student_assignments as v
    join public.students as s on s.organization_id = v.organization_id and s.id = v.student_id
    join public.assignments as a on a.organization_id = v.organization_id and a.id = v.assignment_id
    where v.organization_id = org and (whose is null or v.mentor_id = whose) and v.status = 'pending'
      and (v.turn_at, v.id) > (p_after_at, p_after_id)
    order by v.turn_at, v.id limit p_limit;
end $$;

revoke all on function private.pending_review_queue(int, timestamptz, uuid) from public;
grant execute on function private.pending_review_queue(int, timestamptz, uuid) to authenticated;
