-- Repeatable. A mentor is told whom they were given (sql/support/490_telling.sql says how).
create or replace trigger tell_mentors after insert on public.student_mentor_assignments
  referencing new table as new_rows for each statement execute function private.tell_mentors();
