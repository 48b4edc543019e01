-- The seven files as they stand, each row with the line it came from. Temporary: only this
-- transaction sees them, nothing of them is logged, and they are gone when it ends.

create temporary table oulad_courses (
  line int, code_module text, code_presentation text, module_presentation_length int
) on commit drop;

create temporary table oulad_assessments (
  line int, code_module text, code_presentation text, id_assessment int, assessment_type text, date int, weight numeric
) on commit drop;

create temporary table oulad_vle (
  line int, id_site int, code_module text, code_presentation text, activity_type text, week_from int, week_to int
) on commit drop;

create temporary table oulad_studentinfo (
  line int, code_module text, code_presentation text, id_student int, gender text, region text, highest_education text,
  imd_band text, age_band text, num_of_prev_attempts int, studied_credits int, disability text, final_result text
) on commit drop;

create temporary table oulad_studentregistration (
  line int, code_module text, code_presentation text, id_student int, date_registration int, date_unregistration int
) on commit drop;

create temporary table oulad_studentassessment (
  line int, id_assessment int, id_student int, date_submitted int, is_banked int, score int
) on commit drop;

create temporary table oulad_studentvle (
  line int, code_module text, code_presentation text, id_student int, id_site int, date int, sum_click int
) on commit drop;
