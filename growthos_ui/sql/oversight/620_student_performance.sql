-- Measured results of a learner on a day: nightly snapshots of metrics, and final results of a course.
create table public.student_performance (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null references public.organizations (id),
  student_id       uuid not null,
  user_id          uuid not null,
  mentor_id        uuid,
  metric_type      text not null check (metric_type in (
    'progress_pct', 'video_completion_pct', 'assignment_completion_pct', 'module_completion_pct', 'average_score',
    'approval_rate', 'on_time_rate', 'attendance_rate', 'engagement_score', 'streak_days', 'days_inactive',
    'leaderboard_score', 'leaderboard_rank', 'risk_days', 'final_result')),
  metric_value     numeric(12, 4) not null,
  metric_value_e4  bigint not null generated always as ((metric_value * 10000)::bigint) stored,
  calculation_date date not null,
  course_id        uuid,
  module_number    int check (module_number > 0),
  details          jsonb check (jsonb_typeof(details) = 'object'),
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  -- a missing course or module is a value like any other here: one row per day for "all of it"
  unique nulls not distinct (organization_id, student_id, metric_type, calculation_date, course_id, module_number),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, course_id) references public.courses (organization_id, id),
  -- a final result is of one course, and one of four
  check (metric_type <> 'final_result' or (course_id is not null and metric_value in (0, 1, 2, 3)))
);

comment on table public.student_performance is 'Metrics of learners by day; final_result: 0 withdrawn, 1 fail, 2 pass, 3 distinction.';
comment on column public.student_performance.metric_value_e4 is
  'metric_value × 10,000 as bigint: numeric comparisons are not leakproof, so filters and sort keys use this.';

-- one metric on one day, best first (rankings)
create index student_performance_metric
  on public.student_performance (organization_id, metric_type, calculation_date, metric_value_e4 desc, id);
-- results of a course; a cheap check when a course goes
create index student_performance_course on public.student_performance (organization_id, course_id, metric_type);
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index student_performance_mentor on public.student_performance (organization_id, mentor_id);
create index student_performance_user on public.student_performance (user_id);

create trigger keep_identity before update on public.student_performance
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.student_performance for each row execute function private.fill_scope();
create trigger keep_updated_at before update on public.student_performance
  for each row execute function private.keep_updated_at();
