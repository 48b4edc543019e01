-- A learner's judgement of a recording, one to five.
create table public.video_ratings (
  id              uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id),
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  recording_id    uuid not null,
  rating          smallint not null check (rating between 1 and 5),
  feedback_text   text check (length(feedback_text) <= 2000),
  needs_attention boolean not null generated always as (rating <= 2) stored,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (organization_id, student_id, recording_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  foreign key (organization_id, recording_id) references public.lesson_recordings (organization_id, id),
  -- a bad mark without a word helps nobody
  check (rating > 2 or length(btrim(coalesce(feedback_text, ''))) > 0)
);

comment on table public.video_ratings is 'Ratings of recordings by learners.';
comment on column public.video_ratings.needs_attention is
  'The alert on a very low rating, as a stored fact; a notice can be sent from it.';

-- the distribution of one recording's ratings
create index video_ratings_recording on public.video_ratings (organization_id, recording_id, rating);
-- newest first and by stars, with what the policy looks at, so that they are counted from these alone; the low ones by themselves
create index video_ratings_newest on public.video_ratings (organization_id, created_at desc, id) include (mentor_id, user_id);
create index video_ratings_stars on public.video_ratings (organization_id, rating, created_at desc, id) include (mentor_id, user_id);
create index video_ratings_low on public.video_ratings (organization_id, created_at desc) where needs_attention;
-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index video_ratings_mentor on public.video_ratings (organization_id, mentor_id, created_at desc, id) include (user_id);
create index video_ratings_user on public.video_ratings (user_id);

create trigger keep_identity before update on public.video_ratings
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.video_ratings for each row execute function private.fill_scope();
create trigger keep_updated_at before update on public.video_ratings
  for each row execute function private.keep_updated_at();
