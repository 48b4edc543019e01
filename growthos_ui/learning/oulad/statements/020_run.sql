-- What was asked for, in one row: the statements after this read it instead of being given values.
create temporary table oulad_run (
  organization_id uuid,
  slug            text,
  timezone        text,
  currency        text,
  shift_weeks     int,
  until           date,     -- the last local day whose events are loaded; null for all
  since           date,     -- events up to this day are known to be there; null for none
  presentations   text[],   -- as AAA2013J; null for all
  activity_types  text[],   -- the twenty kinds of site, in the order that numbers the modules
  mentors         uuid[],   -- among whom the learners are dealt out, a null leaving one without; null for nobody
  assigned_by     uuid      -- who assigns them
) on commit drop;
