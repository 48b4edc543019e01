-- Search forgives one slip of the finger. Of each word of a learner's name: the word, and what is left of it without
-- any one of its letters. Two words that differ by one letter too many, too few, another or two in the wrong order have
-- one of these in common (the symmetric delete of Garbe), and equality is leakproof where a similarity is not: it may use
-- the index under row security.
create table dashboard.student_spellings (
  organization_id uuid not null,
  spelling        text collate "C" not null check (spelling <> ''),
  student_id      uuid not null,
  user_id         uuid not null,
  mentor_id       uuid,
  primary key (organization_id, spelling, student_id) include (mentor_id, user_id),
  foreign key (organization_id, student_id) references public.students (organization_id, id) on delete cascade
);

comment on table dashboard.student_spellings is 'Words of learners'' names with one letter left out, kept by triggers: a search that finds nobody looks here.';

-- the spellings of one learner, to make them again; what a learner may see of their own
create index student_spellings_student on dashboard.student_spellings (organization_id, student_id);
create index student_spellings_user on dashboard.student_spellings (user_id);

-- What a word may be met by. Of three letters too many others are one slip away; a code has digits and is typed from paper.
create function private.spellings_of(p_word text) returns setof text
language sql immutable parallel safe set search_path = '' as $$
  select p_word where p_word ~ '^[[:alpha:]]{4,24}$'
  union
  select overlay(p_word placing '' from place for 1) from generate_series(1, length(p_word)) as place
    where p_word ~ '^[[:alpha:]]{4,24}$'
$$;
revoke all on function private.spellings_of(text) from public;

insert into dashboard.student_spellings (organization_id, spelling, student_id, user_id, mentor_id)
  select distinct w.organization_id, s.spelling, w.student_id, w.user_id, w.mentor_id
  from dashboard.student_words as w cross join lateral private.spellings_of(w.word) as s (spelling);
