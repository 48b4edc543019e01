-- Repeatable. Opening one recording for one learner by hand, and taking it back. Both belong to growthos_operations:
-- the tenant policy holds inside, and a learner of another organisation is as missing as one who does not exist.

-- Opens one recording for one learner by hand. Superadmin and admin. Raises unlock.not_allowed 42501,
-- unlock.reason_required 22023, people.student_missing and unlock.recording_missing P0002, unlock.already_open 55000.
-- Returns the unlock's id.
create or replace function private.grant_manual_unlock(p_student uuid, p_recording uuid, p_reason text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  learner record;
  unlock_id uuid;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'unlock.not_allowed' using errcode = '42501', detail = '{}';
  elsif length(btrim(coalesce(p_reason, ''))) = 0 then
    raise exception 'unlock.reason_required' using errcode = '22023', detail = '{"field": "reason"}';
  end if;
  select s.id, s.organization_id, s.user_id into learner from public.students as s where s.id = p_student;
  if not found then
    raise exception 'people.student_missing' using errcode = 'P0002', detail = '{}';
  end if;
  perform from public.lesson_recordings as r where r.id = p_recording;
  if not found then
    raise exception 'unlock.recording_missing' using errcode = 'P0002', detail = '{}';
  end if;
  if exists (select from private.unlock_state(p_student, p_recording) as u where u.is_open) then
    raise exception 'unlock.already_open' using errcode = '55000', detail = '{}';
  end if;
  insert into public.sequential_unlocks as u
      (organization_id, student_id, recording_id, unlock_type, prerequisites_met, unlocked_by, reason)
    values (learner.organization_id, p_student, p_recording, 'manual', false, private.actor_id(), p_reason)
    on conflict (organization_id, student_id, recording_id) do update set
      unlock_type = 'manual', prerequisites_met = false, unlocked_by = excluded.unlocked_by, reason = excluded.reason,
      unlocked_at = private.now(), revoked_at = null, revoked_by = null
    returning u.id into unlock_id;
  perform private.log_admin_action(learner.organization_id, 'manual_unlock', 'sequential_unlocks', unlock_id,
    'Opened a recording by hand.', p_new => jsonb_build_object('recording_id', p_recording, 'reason', p_reason), p_student => p_student);
  perform private.tell_unlocked(learner.user_id, p_recording);
  return unlock_id;
end $$;

-- Takes back a recording that was opened by hand. Superadmin and admin. Refused once the recording is completed:
-- nothing is left to take back. Raises unlock.not_allowed 42501, unlock.missing P0002, unlock.completed 55000.
create or replace function private.revoke_manual_unlock(p_unlock uuid, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  granted public.sequential_unlocks;
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'unlock.not_allowed' using errcode = '42501', detail = '{}';
  end if;
  select u.* into granted from public.sequential_unlocks as u
    where u.id = p_unlock and u.unlock_type = 'manual' and u.revoked_at is null for update;
  if not found then
    raise exception 'unlock.missing' using errcode = 'P0002', detail = '{}';
  end if;
  if exists (select from public.student_recordings as w
             where w.student_id = granted.student_id and w.recording_id = granted.recording_id and w.completed_at is not null) then
    raise exception 'unlock.completed' using errcode = '55000', detail = '{}';
  end if;
  update public.sequential_unlocks set revoked_at = private.now(), revoked_by = private.actor_id() where id = p_unlock;
  perform private.log_admin_action(granted.organization_id, 'manual_unlock_revoked', 'sequential_unlocks', p_unlock,
    'Took back a recording that was opened by hand.', p_new => jsonb_build_object('reason', p_reason), p_student => granted.student_id);
end $$;

grant execute on function private.unlock_state(uuid, uuid), private.tell_unlocked(uuid, uuid) to growthos_operations;
call private.hand_to_operations('private.grant_manual_unlock(uuid, uuid, text)', 'private.revoke_manual_unlock(uuid, text)');
grant execute on function private.grant_manual_unlock(uuid, uuid, text), private.revoke_manual_unlock(uuid, text) to growthos_staff;
