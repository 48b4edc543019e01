-- Repeatable. What the functions of growthos_operations need for money (sql/finance), and no more: sums and states of parts
-- and bills are never theirs to write, those follow from the ledger.
grant select, insert (organization_id, enrollment_id, student_id, course_id, user_id, currency, list_amount, discount_amount,
                      discount_percentage, amount, issue_date, due_date, status),
  update (amount, discount_amount, discount_percentage, issue_date, due_date, cancel_reason) on public.invoices to growthos_operations;
grant select, insert (organization_id, invoice_id, student_id, user_id, currency, installment_number, amount, issue_date, due_date, status),
  update (amount, extended_due_date, extension_reason, extended_by, extension_count, issue_notice_sent_at, first_reminder_sent_at,
          second_reminder_sent_at, overdue_notice_sent_at,
          penalty_waived_at, penalty_waived_by, status) on public.installment_plans to growthos_operations;
grant select, insert (organization_id, act_id, installment_id, student_id, entry_type, amount, fee_amount, reverses_id)
  on public.installment_payments to growthos_operations;
grant select (id, organization_id, student_id, kind, currency, amount, amount_milli, method, reference, receipt_number, occurred_on, belongs_to, reason,
              notes, recorded_by, recorded_at, undoes_id),
  insert (id, student_id, kind, currency, amount, method, reference, occurred_on, belongs_to, reason, notes, proof_files, idempotency_key, request_hash, undoes_id)
  on dashboard.money_acts to growthos_operations;
grant select, update (payment_status, discount_amount, discount_percentage, final_price, status) on public.course_enrollments to growthos_operations;
grant select (id, organization_id, title, max_installments) on public.courses to growthos_operations;
grant select (id, organization_id, start_date) on public.batches to growthos_operations;
grant select (id, organization_id, user_id, lms_status), update (lms_status, lms_status_source) on public.students to growthos_operations;
grant select, insert (organization_id, student_id, kind, invoice_id, act_id, currency, number, revision, facts, facts_hash, issued_on), update (body)
  on dashboard.documents to growthos_operations;
grant select, insert (organization_id, student_id, until, reason), update (lifted_at, lifted_by) on dashboard.suspension_holds to growthos_operations;
-- books that are closed
grant select (id, organization_id), insert (month, kind, grace_days, reason, idempotency_key) on dashboard.month_acts to growthos_operations;
grant insert (organization_id, closing_id, currency, billed_milli, collected_milli, refunded_milli, credited_milli, written_off_milli, open_milli,
              overdue_milli) on dashboard.month_figures to growthos_operations;
-- what is handed in
grant select, insert (kind, file_name, digest, headings, cells, mapping),
  update (mapping, cells, status, made_count, decided_by, decided_at) on dashboard.imports to growthos_operations;
grant select (id, organization_id, student_id, kind, currency, amount, amount_milli, about, reason, request, status, asked_by, asked_at, expires_on,
              decided_by, decided_at, note, act_id),
  insert (student_id, kind, currency, amount, about, reason, request, expires_on, idempotency_key), update (status, decided_by, decided_at, note, act_id)
  on dashboard.money_approvals to growthos_operations;
grant insert (student_id, kind, currency, amount, is_trial) on dashboard.money_let_go to growthos_operations;
grant insert (enrollment_id, idempotency_key, request_hash) on dashboard.place_acts to growthos_operations;
grant select (id, organization_id, student_id, act_id, digest), insert (organization_id, student_id, act_id, name, media_type, body)
  on dashboard.proof_files to growthos_operations;
grant select, insert (organization_id, import_id, fingerprint, booked_on, currency, amount, account, reference, payer, details),
  update (account, fingerprint, status, act_id, ignored_reason, decided_by, decided_at, undone, undone_with) on dashboard.bank_lines to growthos_operations;
