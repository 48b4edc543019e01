-- Repeatable. What counts as attended: sessions that were held to their end. One answer for a student's page, the measures of a night,
-- engagement and the leaderboard.

-- Which sessions that are over a student was expected at or came to, for whoever reads who came; a mentor does not see each of those
-- sessions of their students, and counts it all the same.
create or replace function private.sessions_held(p_student uuid) returns table (session_id uuid)
language sql stable security definer set search_path = '' as $$
  select a.session_id
  from public.session_attendance as a
  join public.success_sessions as c on c.organization_id = a.organization_id and c.id = a.session_id and c.status = 'completed'
  where a.organization_id = private.org_id() and a.student_id = p_student
    and ((select private.has_power('superadmin', 'admin', 'enrollment_manager'))
         or private.actor_id() in (a.user_id, a.mentor_id, c.mentor_id))
$$;

revoke all on function private.sessions_held(uuid) from public;
grant execute on function private.sessions_held(uuid) to authenticated;
