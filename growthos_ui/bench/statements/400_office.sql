-- What the office has written down meanwhile: the audit, sign-ins, errors, news, mails, papers, requests, holds, files
-- and runs, in the numbers of a school that has worked for a year. bench_place and bench_run are those of before.
create temporary table bench_staff on commit drop as
select u.id as user_id, u.full_name, u.role, row_number() over (order by u.id) as n, count(*) over () as many
from public.users as u join bench_run as run on run.organization_id = u.organization_id
where u.role <> 'student';

-- Three lines of the audit a learner, each by one of the office.
insert into public.admin_logs (id, organization_id, "timestamp", admin_id, actor_role, action, table_name, record_id, target_student_id,
                               old_values, new_values, description, sensitivity, request_id)
select md5(p.student_id || ' audit ' || a)::uuid, p.organization_id,
       run.today - (p.n * 7 + a * 31) % 365 * interval '1 day' + p.n % 86400 * interval '1 second', s.user_id, s.role,
       (array['student_created', 'update', 'mentor_assigned'])[a], (array['students', 'users', 'student_mentor_assignments'])[a],
       p.student_id, p.student_id, '{"phone": null}', '{"phone": "generated"}', 'Generated: line ' || a,
       case when a = 2 then 'restricted' else 'normal' end, md5(p.student_id || ' request ' || a)
from bench_place as p cross join bench_run as run cross join generate_series(1, 3) as a
join bench_staff as s on s.n = 1 + (p.n + a) % s.many
where p.turn = 1;
analyze public.admin_logs;

-- Three hundred sign-ins each, of which the last is open; fewer in a small school.
insert into public.user_sessions (id, organization_id, user_id, token_hash, kind, first_seen_at, last_seen_at, expires_at, ended_at,
                                  ended_reason, user_agent)
select md5(s.user_id || ' sign-in ' || d)::uuid, run.organization_id, s.user_id, sha256(convert_to('generated ' || s.user_id || d, 'UTF8')),
       'dashboard', at, at + interval '5 hours', at + interval '12 hours', case when d > 0 then at + interval '6 hours' end,
       case when d > 0 then 'logout' end, 'Generated'
from bench_staff as s cross join bench_run as run cross join lateral generate_series(0, least(300, run.learners / 10) - 1) as d
cross join lateral (select now() - interval '6 hours' - d * interval '1 day' as at) as began;
analyze public.user_sessions;

-- One error for ten learners; nine in ten are resolved.
insert into public.error_logs (id, organization_id, user_id, error_type, error_code, severity, error_message, request_id, resolved,
                               resolved_at, resolved_by, created_at)
select md5(run.slug || ' error ' || e)::uuid, run.organization_id, s.user_id,
       (array['ui', 'database', 'api', 'network', 'validation'])[1 + e % 5], 'generated.' || e % 40,
       (array['info', 'warning', 'error', 'critical'])[1 + e / 7 % 4], 'Generated error ' || e % 40, md5(run.slug || ' fault ' || e),
       done, case when done then at + interval '1 day' end, case when done then s.user_id end, at
from bench_run as run cross join lateral generate_series(1, run.learners / 10) as e
join bench_staff as s on s.n = 1 + e % s.many
cross join lateral (select e % 10 > 0 as done, now() - interval '2 days' - e % 300 * interval '1 day' as at) as what;
analyze public.error_logs;

-- A thousand pieces of news each, of which the last hundred are unread; fewer in a small school.
insert into public.notifications (id, organization_id, user_id, type, title, message, is_read, status, read_at, payload, dedupe_key,
                                  created_at)
select md5(s.user_id || ' news ' || d)::uuid, run.organization_id, s.user_id,
       (array['assignment_submitted', 'installment_overdue', 'student_added', 'at_risk_student_alert', 'invoice_paid'])[1 + d % 5],
       'Generated news ' || d, 'Generated for measurements.', d > 100, case when d > 100 then 'read' else 'delivered' end,
       case when d > 100 then at + interval '1 hour' end, '{"link": "/students"}', 'generated ' || d, at
from bench_staff as s cross join bench_run as run cross join lateral generate_series(1, least(1000, run.learners / 10)) as d
cross join lateral (select now() - d * interval '7 hours' as at) as told;
analyze public.notifications;

-- A mail for each installment that was issued, and for each payment; a few failed, are unknown or wait.
insert into dashboard.outbox (id, organization_id, student_id, kind, installment_id, due_on, dedupe_key, status, attempts, recipient,
                              subject, last_error, queued_at, sent_at)
select md5(i.id || ' mail')::uuid, i.organization_id, i.student_id, 'installment_issued', i.id, i.due_date, 'installment_issued ' || i.id,
       st.status, 1, 'generated@' || run.slug || '.invalid', 'Generated mail', case when st.status = 'failed' then 'Generated refusal' end,
       i.issue_date, case when st.status = 'sent' then i.issue_date + interval '1 minute' end
from public.installment_plans as i join bench_run as run on run.organization_id = i.organization_id
cross join lateral (select case ('x' || substr(i.id::text, 1, 7))::bit(28)::int % 200 when 0 then 'failed' when 1 then 'unknown'
                                when 2 then 'dropped' else 'sent' end as status) as st
where i.issue_date <= run.today;
insert into dashboard.outbox (id, organization_id, student_id, kind, act_id, dedupe_key, status, attempts, recipient, subject, queued_at, sent_at)
select md5(a.id || ' mail')::uuid, a.organization_id, a.student_id, 'invoice_paid', a.id, 'invoice_paid ' || a.id, 'sent', 1,
       'generated@' || run.slug || '.invalid', 'Generated mail', a.recorded_at, a.recorded_at + interval '1 minute'
from dashboard.money_acts as a join bench_run as run on run.organization_id = a.organization_id
where a.kind = 'payment';
analyze dashboard.outbox;

-- The paper of each bill and a receipt for each payment; their bytes are nobody's to read.
insert into dashboard.documents (id, organization_id, student_id, kind, invoice_id, currency, number, facts, facts_hash, body, issued_on,
                                 issued_at, issued_by)
select md5(b.id || ' paper')::uuid, b.organization_id, b.student_id, 'invoice', b.id, b.currency, b.invoice_number, '{}',
       sha256('generated'), '%PDF-generated', b.issue_date, b.issue_date, run.assigned_by
from public.invoices as b join bench_run as run on run.organization_id = b.organization_id;
insert into dashboard.documents (id, organization_id, student_id, kind, act_id, currency, number, facts, facts_hash, body, issued_on,
                                 issued_at, issued_by)
select md5(a.id || ' paper')::uuid, a.organization_id, a.student_id, 'receipt', a.id, a.currency, a.receipt_number, '{}',
       sha256('generated'), '%PDF-generated', a.occurred_on, a.recorded_at, a.recorded_by
from dashboard.money_acts as a join bench_run as run on run.organization_id = a.organization_id
where a.kind = 'payment';
analyze dashboard.documents;

-- Of each tenth bill something was asked of a second person; one request in eight still waits.
insert into dashboard.money_approvals (id, organization_id, student_id, kind, currency, amount, about, reason, request, status, asked_by,
                                       asked_at, expires_on, decided_by, decided_at)
select md5(b.id || ' request')::uuid, b.organization_id, b.student_id, (array['refund', 'discount', 'credit', 'waive'])[1 + b.n::int % 4],
       b.currency, 5000, b.invoice_number, 'Generated for measurements.', '{}', st.status, asker.user_id, st.at, st.at::date + 14,
       case when st.status <> 'waiting' then decider.user_id end, case when st.status <> 'waiting' then st.at + interval '1 day' end
from (select i.*, row_number() over (order by i.id) as n from public.invoices as i join bench_run using (organization_id)) as b
cross join lateral (select (array['waiting', 'approved', 'approved', 'declined', 'approved', 'approved', 'declined', 'approved'])
                             [1 + b.n / 10 % 8] as status, now() - b.n % 300 * interval '1 day' as at) as st
join bench_staff as asker on asker.n = 1 + b.n % asker.many
join bench_staff as decider on decider.n = 1 + (b.n + 1) % decider.many
where b.n % 10 = 0;
analyze dashboard.money_approvals;

-- One learner of two hundred is held from being suspended.
insert into dashboard.suspension_holds (id, organization_id, student_id, until, reason, held_by)
select md5(p.student_id || ' hold')::uuid, p.organization_id, p.student_id, run.today + 7, 'Generated for measurements.', run.assigned_by
from bench_place as p cross join bench_run as run
where p.turn = 1 and p.n % 200 = 0;

-- A file for each day of a year, and what each job did in each night of it.
insert into dashboard.imports (id, organization_id, kind, file_name, digest, headings, cells, status, made_count, handed_in_by,
                               handed_in_at, decided_by, decided_at)
select md5(run.slug || ' file ' || f)::uuid, run.organization_id, (array['invoices', 'installments', 'payments'])[1 + f % 3],
       'generated-' || f || '.csv', sha256(convert_to('generated ' || f, 'UTF8')), '["Generated"]', '[["1"], ["2"]]', 'done', 2,
       run.assigned_by, at, run.assigned_by, at
from bench_run as run cross join generate_series(1, 365) as f cross join lateral (select now() - f * interval '1 day' as at) as handed;
insert into dashboard.job_runs (id, organization_id, job, day, due_at, started_by, state, started_at, finished_at, counts)
select md5(run.slug || j.job || d)::uuid, run.organization_id, j.job, run.today - d, at, 'schedule', 'done', at,
       at + interval '2 seconds', '{"issued": 3}'
from bench_run as run cross join generate_series(1, 365) as d
cross join unnest(array['daily', 'performance', 'risk', 'recovery', 'sessions']) as j (job)
cross join lateral (select now() - d * interval '1 day' as at) as began;
analyze dashboard.job_runs;

-- A ticket of every fifth learner, of which one in fifty waits or is being worked on, and three answers on each that was answered.
-- Their numbers are given here: one by one they would be taken from the counter, which is an update of a row each. Nothing is
-- said on what is closed, so that they are closed at last.
insert into public.support_tickets (id, organization_id, student_id, ticket_number, subject, message, category, priority, status, assigned_to,
                                    opened_by, first_response_at, sla_due_at, resolved_at, created_at)
select md5(p.student_id || ' ticket')::uuid, p.organization_id, p.student_id, 'TKT-' || lpad(p.n::text, 6, '0'), 'Generated question ' || p.n % 40,
       'Generated for measurements.', (array['general', 'technical', 'billing', 'account', 'complaint', 'feedback'])[1 + p.n / 5 % 6],
       (array['low', 'medium', 'medium', 'high', 'medium', 'urgent'])[1 + p.n / 10 % 6], st.status, case when p.n / 5 % 4 > 0 then s.user_id end,
       p.user_id, case when st.status <> 'open' then at + p.n % 300 * interval '10 minutes' end, at + interval '24 hours',
       case when st.status = 'resolved' then at + interval '3 days' end, at
from bench_place as p cross join bench_run as run
join bench_staff as s on s.n = 1 + p.n % s.many
cross join lateral (select p.n / 5 % 50 = 0 as is_new, p.n / 5 % 50 = 1 as is_fresh) as t
cross join lateral (
  select case when not t.is_new then 'resolved' when p.n / 250 % 2 = 0 then 'open' else 'in_progress' end as status,
         now() - case when t.is_new or t.is_fresh then 3 + p.n % 4 else 14 + p.n % 350 end * interval '1 day' - p.n % 1000 * interval '1 minute' as at) as st
where p.turn = 1 and p.n % 5 = 0;
insert into public.support_ticket_replies (id, organization_id, ticket_id, user_id, message, is_internal, created_at)
select md5(t.id || ' answer ' || a)::uuid, t.organization_id, t.id, case when a = 2 then t.user_id else s.user_id end, 'Generated answer ' || a,
       a = 3, t.first_response_at + a * interval '1 hour'
from public.support_tickets as t join bench_run as run on run.organization_id = t.organization_id
cross join generate_series(1, 3) as a
join bench_staff as s on s.n = 1 + a % s.many
where t.first_response_at is not null;
update public.support_tickets as t set status = 'closed'
from bench_run as run
where t.organization_id = run.organization_id and t.status = 'resolved' and t.created_at < now() - interval '10 days';
analyze public.support_tickets, public.support_ticket_replies;

-- Sessions of each batch, two hundred held and twenty to come, hosted in turn. Of the last four the roll was called.
insert into public.success_sessions (id, organization_id, title, course_id, batch_id, mentor_id, start_time, end_time, status, link)
select md5(b.id || ' session ' || w)::uuid, b.organization_id, 'Generated session ' || w, b.course_id, b.id, m.user_id, at, at + interval '1 hour',
       case when w > 200 then 'upcoming' when w % 20 = 0 then 'cancelled' else 'completed' end, 'https://generated.invalid/' || b.id || '/' || w
from public.batches as b join bench_run as run on run.organization_id = b.organization_id
cross join generate_series(1, 220) as w
cross join lateral (select run.today + (w - 200) * interval '1 day' + interval '12 hours' as at) as when_it_is
left join lateral (select s.user_id from bench_staff as s where s.role = 'mentor' order by md5(s.user_id::text || b.id || w % 7) limit 1) as m on true;
insert into public.session_attendance (id, organization_id, session_id, student_id, status, minutes_attended)
select md5(p.student_id || ' at ' || w)::uuid, p.organization_id, c.id, p.student_id, st.status, case when st.status = 'present' then 55 end
from bench_place as p
cross join generate_series(196, 199) as w
join public.success_sessions as c on c.id = md5(p.batch_id || ' session ' || w)::uuid
cross join lateral (select (array['present', 'present', 'present', 'late', 'absent', 'present', 'excused', 'absent'])[1 + (p.n + w) % 8] as status) as st
where p.turn = 1;
analyze public.success_sessions, public.session_attendance;
