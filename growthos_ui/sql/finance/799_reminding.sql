-- Repeatable. Reminders of many parts at once, by hand. Belongs to growthos_operations.

-- Puts a reminder of each of these parts into the outbox, as remind_installment does one; superadmin, admin and finance. Who is not reminded
-- is counted by why: had today's already, nothing to come of it or not issued yet, promised or paused, not written to.
-- Raises finance.not_allowed 42501, finance.lines_required 22023 and finance.part_missing P0002.
create or replace function private.remind_installments(p_installments uuid[]) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  part uuid;
  came text;
  counts jsonb := '{"queued": 0, "today": 0, "settled": 0, "paused": 0, "unwanted": 0}';
begin
  if not private.has_power('superadmin', 'admin', 'finance') then
    raise exception 'finance.not_allowed' using errcode = '42501', detail = '{}';
  elsif coalesce(cardinality(p_installments), 0) = 0 then
    raise exception 'finance.lines_required' using errcode = '22023', detail = '{"field": "lines"}';
  end if;
  foreach part in array array(select distinct u.id from unnest(p_installments) as u (id) order by u.id) loop
    begin
      came := case when private.dunning_paused(part, private.today()) then 'paused'
                   when private.remind_installment(part) is null then 'today' else 'queued' end;
    exception when object_not_in_prerequisite_state then
      came := case when sqlerrm = 'mail.not_wanted' then 'unwanted' else 'settled' end;
    end;
    counts := jsonb_set(counts, array[came], to_jsonb((counts ->> came)::int + 1));
  end loop;
  return counts;
end $$;

call private.hand_to_operations('private.remind_installments(uuid[])');
grant execute on function private.remind_installments(uuid[]) to growthos_staff;
