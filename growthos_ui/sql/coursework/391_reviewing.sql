-- Repeatable. The decision on handed-in work. Belongs to growthos_operations: the tenant policy holds inside.

-- The decider is an admin, or the learner's own mentor; what they may not see is as missing to them as what is not
-- there. Raises review.not_allowed 42501, review.decision_unknown, review.feedback_required, review.score_out_of_range
-- 22023, submission.missing P0002, submission.already_decided and submission.superseded 55000.
create or replace function private.review_submission(p_submission uuid, p_decision text, p_score int default null, p_feedback text default null)
returns void
language plpgsql security definer set search_path = '' as $$
declare
  me constant uuid := private.actor_id();
  office constant boolean := private.has_power('superadmin', 'admin');
  work public.student_assignments;
begin
  if not office and not private.has_power('mentor') then
    raise exception 'review.not_allowed' using errcode = '42501', detail = '{}';
  elsif p_decision is null or p_decision not in ('approved', 'declined') then
    raise exception 'review.decision_unknown' using errcode = '22023', detail = '{"field": "decision"}';
  elsif p_decision = 'declined' and length(btrim(coalesce(p_feedback, ''))) = 0 then
    raise exception 'review.feedback_required' using errcode = '22023', detail = '{"field": "feedback"}';
  elsif p_score < 0 then
    raise exception 'review.score_out_of_range' using errcode = '22023', detail = '{"field": "score"}';
  end if;
  select v.* into work from public.student_assignments as v
    where v.id = p_submission and (office or v.mentor_id = me) for update;
  if not found then
    raise exception 'submission.missing' using errcode = 'P0002', detail = '{}';
  elsif work.status <> 'pending' then
    raise exception 'submission.already_decided' using errcode = '55000', detail = jsonb_build_object('status', work.status)::text;
  elsif exists (select from public.student_assignments as v
                where v.organization_id = work.organization_id and v.student_id = work.student_id
                  and v.assignment_id = work.assignment_id and v.version > work.version) then
    raise exception 'submission.superseded' using errcode = '55000', detail = '{}';
  end if;
  update public.student_assignments
    set status = p_decision, score = p_score, feedback = nullif(btrim(p_feedback), ''), graded_at = private.now(), graded_by = me
    where id = p_submission;
end $$;

create or replace function private.approve_submission(p_submission uuid, p_score int default null, p_feedback text default null) returns void
language sql security definer set search_path = '' as $$
  select private.review_submission(p_submission, 'approved', p_score, p_feedback)
$$;

create or replace function private.decline_submission(p_submission uuid, p_feedback text, p_score int default null) returns void
language sql security definer set search_path = '' as $$
  select private.review_submission(p_submission, 'declined', p_score, p_feedback)
$$;

call private.hand_to_operations(
  'private.review_submission(uuid, text, int, text)', 'private.approve_submission(uuid, int, text)',
  'private.decline_submission(uuid, text, int)');
grant execute on function private.review_submission(uuid, text, int, text), private.approve_submission(uuid, int, text),
  private.decline_submission(uuid, text, int) to authenticated;
