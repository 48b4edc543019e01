-- Answers to the school's own questionnaires, one set per learner and kind; open until completed.
create table public.questionnaire_responses (
  id                 uuid primary key default gen_random_uuid(),
  organization_id    uuid not null references public.organizations (id),
  student_id         uuid not null,
  user_id            uuid not null,
  mentor_id          uuid,
  questionnaire_type text not null check (questionnaire_type in ('onboarding', 'assessment', 'feedback', 'exit')),
  responses          jsonb not null default '[]',
  completed_at       timestamptz check (completed_at >= '1900-01-01 00:00+00' and completed_at < '2200-01-01 00:00+00'),
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  unique (organization_id, student_id, questionnaire_type),
  foreign key (organization_id, student_id) references public.students (organization_id, id),
  -- each answer names its question and its kind; jsonpath is strict so that a bare value is refused too
  check (jsonb_typeof(responses) = 'array' and not jsonb_path_exists(responses,
    '$[*] ? (!(exists(@.question_id)) || !(exists(@.answer)) || !(@.answer_type == "text"
      || @.answer_type == "single_choice" || @.answer_type == "multi_choice" || @.answer_type == "number"
      || @.answer_type == "file" || @.answer_type == "rating"))'))
);

comment on table public.questionnaire_responses is 'Answers to questionnaires; completed_at null means a draft.';
comment on column public.questionnaire_responses.responses is 'Array of {question_id, answer, answer_type}.';

-- what a mentor may see, and what a learner may see of their own, as the policies ask it
create index questionnaire_responses_mentor on public.questionnaire_responses (organization_id, mentor_id);
create index questionnaire_responses_user on public.questionnaire_responses (user_id);

-- what somebody handed in is a record: later corrections are a new questionnaire, not an edit
create function private.guard_questionnaire() returns trigger
language plpgsql set search_path = '' as $$
begin
  if (new.responses, new.completed_at, new.questionnaire_type, new.student_id)
     is distinct from (old.responses, old.completed_at, old.questionnaire_type, old.student_id) then
    raise exception 'questionnaire.completed' using errcode = '55000', detail = '{}';
  end if;
  return new;
end $$;

create trigger keep_identity before update on public.questionnaire_responses
  for each row execute function private.keep_identity();
create trigger fill_scope before insert or update of organization_id, student_id, user_id, mentor_id
  on public.questionnaire_responses for each row execute function private.fill_scope();
create trigger keep_updated_at before update on public.questionnaire_responses
  for each row execute function private.keep_updated_at();
create trigger guard_completed before update on public.questionnaire_responses
  for each row when (old.completed_at is not null) execute function private.guard_questionnaire();
