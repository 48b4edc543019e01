-- Repeatable. What the functions of mentoring, support, oversight and growth need for what they do today, and no more.
-- After 920, which takes everything back first.
grant select, update (settings, company_name, logo_url, primary_color, secondary_color) on public.company_settings to growthos_operations;
grant select, insert (organization_id, flag_name, is_enabled, description, reason), update (is_enabled, reason)
  on public.feature_flags to growthos_operations;
