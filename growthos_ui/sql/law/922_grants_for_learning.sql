-- Repeatable. What the functions that make accounts, places and handed-in work need for what they do today, and no more.
-- After 920, which takes everything back first.
grant select (id, organization_id, email, full_name, phone, role, is_active, login_blocked),
  insert (id, organization_id, email, full_name, phone, role, created_by),
  update (full_name, email, phone, is_active, login_blocked, deactivated_at) on public.users to growthos_operations;
grant insert (organization_id, user_id, role, capabilities, granted_by), update (revoked_at) on public.user_roles to growthos_operations;
grant select (id, organization_id, user_id, mentor_id, student_code, phone_number, lms_status, lms_status_source, fees_cleared),
  insert (organization_id, user_id, company_name, phone_number, goal_brief),
  update (phone_number, lms_status, lms_status_source, fees_cleared) on public.students to growthos_operations;
grant insert (organization_id, student_id) on public.student_details to growthos_operations;
grant select (id, organization_id, title, kind, component_course_ids) on public.courses to growthos_operations;
grant select (id, organization_id, course_id, status) on public.batches to growthos_operations;
grant select (id, organization_id, course_id) on public.available_lessons to growthos_operations;
grant select (id, organization_id, lesson_id, duration_seconds) on public.lesson_recordings to growthos_operations;
grant select, insert (id, organization_id, student_id, course_id, batch_id, source, parent_enrollment_id, payment_status, list_price, final_price,
                      discount_percentage, sequential_override, drip_override, enrolled_by),
  update (status) on public.course_enrollments to growthos_operations;
grant select, insert (organization_id, student_id, recording_id),
  update (watched_duration, completion_percentage, last_position, first_watched_at, last_watched_at, view_count)
  on public.student_recordings to growthos_operations;
grant select (id, organization_id, course_id, recording_id, submission_type, is_active, title) on public.assignments to growthos_operations;
grant insert (organization_id, student_id, assignment_id, version, submission_text, submission_file_url, links)
  on public.student_assignments to growthos_operations;
