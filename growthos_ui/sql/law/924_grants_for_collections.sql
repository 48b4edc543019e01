-- Repeatable. What the functions of growthos_operations need for promises, contacts and pauses (sql/finance), and no more: what came
-- on a promise is never theirs to write, that follows from the ledger.
grant select (id, organization_id, student_id, installment_id, amount_milli, received_milli, promised_for, counts_until, withdrawn_on, moved_on),
  insert (organization_id, student_id, installment_id, amount, promised_for, note, idempotency_key, request_hash),
  update (moved_on, moved_to, withdrawn_on, withdrawn_by, withdraw_reason) on dashboard.promises to growthos_operations;
grant select (id), insert (student_id, channel, outcome, note, next_step, next_on, idempotency_key, request_hash)
  on dashboard.collection_contacts to growthos_operations;
grant select (id, student_id, ends_on, ended_on), insert (student_id, starts_on, ends_on, reason), update (ended_on, ended_by)
  on dashboard.reminder_pauses to growthos_operations;
