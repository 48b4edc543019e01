-- Search: the words of every learner's name and code. A typed word finds all that begin with it by a plain range,
-- word >= w and word < w || chr(1114111), which is leakproof and so may use the index under row security.
create table dashboard.student_words (
  organization_id uuid not null,
  word            text collate "C" not null check (word <> ''),
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  -- with the columns of the policy, so that a word of many is met without a look at a row
  primary key (organization_id, word, student_id) include (mentor_id, user_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id) on delete cascade
);

comment on table dashboard.student_words is 'Lower-cased words of learners'' names and codes, kept by triggers.';

-- the same range for one mentor
create index student_words_mentor on dashboard.student_words (organization_id, mentor_id, word, student_id) include (user_id);
-- the words of one learner, to make them again, and of one after another, with what the policy looks at; what a learner may see
create index student_words_student on dashboard.student_words (organization_id, student_id) include (word, mentor_id, user_id);
create index student_words_user on dashboard.student_words (user_id);

-- The words of a text: split at spaces, and split again at anything that is neither letter nor digit, so that
-- "O'Brien-Khan" is found as o'brien-khan, o, brien and khan. In the database's own collation: a code, which is
-- collate "C", would pull its neighbour along, and lower() would then leave every É and Æ as it is.
create function private.words_of(p_text text) returns setof text
language sql immutable parallel safe set search_path = '' as $$
  select w from regexp_split_to_table(lower(p_text collate "default") collate "default", '\s+') as w where w <> ''
  union
  select w from regexp_split_to_table(lower(p_text collate "default") collate "default", '[^[:alnum:]]+') as w where w <> ''
$$;
revoke all on function private.words_of(text) from public;
