-- Repeatable. What the functions of mentoring, support, oversight and growth need for what they do today, and no more.
-- After 920, which takes everything back first.
grant select, update (settings, company_name, logo_url, primary_color, secondary_color) on public.company_settings to growthos_operations;
grant select, insert (organization_id, flag_name, is_enabled, description, reason), update (is_enabled, reason)
  on public.feature_flags to growthos_operations;
-- mentoring: live classes and who came. The passcode is read by nobody.
grant select (id, organization_id, title, description, course_id, batch_id, mentor_id, start_time, end_time, status, link, recording_url, series_id,
              reminder_24h_sent_at, reminder_3h_sent_at, reminder_1h_sent_at),
  insert (title, description, course_id, batch_id, mentor_id, start_time, end_time, status, link, series_id),
  update (title, description, course_id, batch_id, mentor_id, start_time, end_time, link, status, recording_url, series_id, reminder_24h_sent_at, reminder_3h_sent_at, reminder_1h_sent_at) on public.success_sessions to growthos_operations;
grant select, insert (organization_id, session_id, student_id, status, minutes_attended),
  update (status, minutes_attended, recorded_by, joined_at, left_at), delete on public.session_attendance to growthos_operations;
-- mentoring: messages to quiet learners
grant select, insert (organization_id, student_id, recovery_cycle, attempt_number, channel, message_type, message_content, days_inactive,
                      status, sent_at),
  update (status, channel, message_content, sent_at, recovered_at, last_checked_on) on public.student_recovery_messages to growthos_operations;
-- mentoring: what learners reach; oversight: how they are measured
grant select, insert (organization_id, student_id, milestone_key, milestone_type, milestone_data, points, awarded_by)
  on public.milestone_celebration to growthos_operations;
grant select, insert (organization_id, student_id, course_id, metric_type, metric_value, calculation_date, details), update (metric_value), delete
  on public.student_performance to growthos_operations;
-- mentoring: who is at risk
grant select, insert (organization_id, student_id, opened_on, never_started, reasons, checked_on),
  update (closed_on, why_closed, never_started, reasons, quiet_nights, checked_on) on dashboard.risk_episodes to growthos_operations;
-- the states of learners
grant select, update (lms_status, lms_status_source, suspended_at, suspend_on, auto_unsuspend_on, suspension_reason, suspension_scheduled_by,
                      recovery_status) on public.students to growthos_operations;
-- people: notes are lines of a learner's activity, found again by their key
grant select (id, organization_id, student_id, activity_type, visibility, created_by, reference_id) on public.user_activity_logs to growthos_operations;
-- support: tickets, answers and the outbox
grant select, insert (organization_id, student_id, subject, message, category, priority, opened_by, idempotency_key), update (status, assigned_to, priority)
  on public.support_tickets to growthos_operations;
grant select, insert (organization_id, ticket_id, user_id, message, is_internal, idempotency_key) on public.support_ticket_replies to growthos_operations;
grant select, update (is_read, status, attempts, sent_at, last_error, next_attempt_at), delete on public.notifications to growthos_operations;
-- support: mails to learners and their words
grant select, insert (organization_id, student_id, kind, installment_id, act_id, due_on, dedupe_key, next_attempt_at),
  update (status, attempts, next_attempt_at, leased_until, recipient, message_id, template_version, subject, body, last_error, sent_at,
          settled_by, settled_at) on dashboard.outbox to growthos_operations;
grant select, insert (organization_id, kind, version, subject, body, is_on) on dashboard.mail_templates to growthos_operations;
-- oversight: what jobs did
grant select, insert (organization_id, job, day, due_at, started_by), update (state, finished_at, counts, why), delete
  on dashboard.job_runs to growthos_operations;
-- oversight: what went wrong
grant select, insert (organization_id, user_id, error_type, severity, error_message, error_details, stack_trace, url, error_code,
                      request_id, user_agent), update (resolved, resolved_at, resolved_by), delete on public.error_logs to growthos_operations;
