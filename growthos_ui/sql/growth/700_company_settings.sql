-- What an organisation calls itself and how it has set its rules. A missing key means its default.
create table public.company_settings (
  id               uuid primary key default gen_random_uuid(),
  organization_id  uuid not null unique references public.organizations (id),
  company_name     text not null check (length(btrim(company_name)) between 1 and 200),
  logo_url         text check (logo_url ~ '^https://[^\s]+$'),
  primary_color    text check (primary_color ~ '^#[0-9a-f]{6}$'),
  secondary_color  text check (secondary_color ~ '^#[0-9a-f]{6}$'),
  default_currency char(3) not null check (default_currency ~ '^[A-Z]{3}$'),
  settings         jsonb not null default '{}',
  updated_by       uuid references public.users (id),
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);

comment on table public.company_settings is 'One row per organisation: branding, currency, and the settings below.';
comment on column public.company_settings.settings is
  'Nested by group: {"learning": {"watched_threshold_pct": 90}}; keys, kinds and ranges in private.setting_keys().';

-- a cheap check when a user row goes
create index company_settings_updated_by on public.company_settings (updated_by);

-- Every key there is: its kind, its bounds (for text the longest, for lists the most), its choices, its default.
-- Refusing unknown keys keeps a misspelt rule from silently meaning its default.
create function private.setting_keys() returns table (
  key text, kind text, low numeric, high numeric, choices text[], fallback jsonb)
language sql immutable parallel safe set search_path = '' as $$
  values
    ('fees.standard_amount',           'number',  0::numeric, 1000000::numeric, null::text[], '3000.00'::jsonb),
    ('fees.max_installments',          'integer', 1, 12, null, '3'),
    ('fees.gap_days',                  'integer', 1, 365, null, '30'),
    ('fees.window_days',               'integer', 0, 90, null, '5'),
    ('fees.grace_days',                'integer', 0, 30, null, '0'),
    ('fees.penalty_type',              'choice',  null, null, array['none', 'fixed', 'percentage'], '"none"'),
    ('fees.penalty_amount',            'number',  0, 1000000, null, '0'),
    ('fees.unpaid_newcomer_days',      'integer', 0, 90, null, '14'),
    ('fees.refund_approval_limit',     'number',  0, 1000000000, null, 'null'),
    ('fees.approval_days',             'integer', 1, 90, null, '14'),
    ('fees.payment_methods',           'objects', null, 20, array['name', 'enabled', 'details'], '[]'),
    ('fees.invoice_notes',             'text',    null, 2000, null, '""'),
    ('fees.suspension_note',           'text',    null, 2000, null, '""'),
    ('fees.billing_cc',                'emails',  null, 5, null, '[]'),
    ('comms.notification_cc',          'emails',  null, 5, null, '[]'),
    ('learning.watched_threshold_pct', 'number',  50, 100, null, '90'),
    ('learning.progress_weights',      'numbers', 0, 1, array['video', 'assignment'], '{"video": 0.6, "assignment": 0.4}'),
    ('learning.sequential_default',    'boolean', null, null, null, 'true'),
    ('learning.drip_default',          'boolean', null, null, null, 'false'),
    ('learning.feedback_gate_from',    'date',    null, null, null, 'null'),
    ('risk.no_login_days',             'integer', 0, 90, null, '7'),
    ('risk.stuck_recording_days',      'integer', 0, 90, null, '5'),
    ('risk.stuck_assignment_days',     'integer', 0, 90, null, '5'),
    ('risk.missed_sessions_count',     'integer', 0, 90, null, '3'),
    ('risk.missed_window_days',        'integer', 7, 180, null, '60'),
    ('risk.critical_days',             'integer', 1, 90, null, '7'),
    ('recovery.inactive_days',         'integer', 1, 90, null, '3'),
    ('recovery.max_attempts',          'integer', 1, 10, null, '3'),
    ('recovery.days_between',          'integer', 1, 90, null, '3'),
    ('recovery.churn_days',            'integer', 1, 365, null, '30'),
    ('recovery.template',              'text',    null, 2000, null, 'null'),
    ('recovery.country_code',          'text',    null, 8, null, 'null'),
    ('mentor.capacity',                'integer', 1, 500, null, '20'),
    ('mentor.review_sla_hours',        'integer', 1, 336, null, '48'),
    ('mentor.review_warn_hours',       'integer', 1, 336, null, '36'),
    ('support.sla_hours',              'numbers', 1, 1000, array['urgent', 'high', 'medium', 'low'],
                                       '{"urgent": 2, "high": 4, "medium": 24, "low": 72}'),
    ('sessions.default_minutes',       'integer', 1, 1440, null, '60'),
    ('sessions.join_before_minutes',   'integer', 0, 1440, null, '120'),
    ('leaderboard.points',             'numbers', 0, 1000,
                                       array['video', 'assignment', 'session', 'shopify', 'meta', 'rating', 'extra_enrolment'],
                                       '{"video": 10, "assignment": 20, "session": 15, "shopify": 25, "meta": 25,
                                         "rating": 2, "extra_enrolment": 5}'),
    ('security.idle_minutes',          'integer', 5, 480, null, '480'),
    ('security.session_hours',         'integer', 1, 72, null, '12'),
    ('security.max_login_attempts',    'integer', 1, 100, null, '5'),
    ('security.lock_minutes',          'integer', 1, 1440, null, '15'),
    ('security.password_min',          'integer', 12, 64, null, '12'),
    ('security.reset_minutes',         'integer', 5, 1440, null, '60'),
    ('security.activation_days',       'integer', 1, 30, null, '7'),
    ('retention.sign_ins_days',        'integer', 30, 3650, null, '90'),
    ('retention.errors_days',          'integer', 30, 3650, null, '180'),
    ('retention.notifications_days',   'integer', 30, 3650, null, '180'),
    ('integrations.meta_version',      'text',    null, 20, null, 'null'),
    ('integrations.shopify_version',   'text',    null, 20, null, 'null'),
    ('integrations.default_days',      'integer', 1, 365, null, '7'),
    ('integrations.max_days',          'integer', 1, 365, null, '90'),
    ('onboarding.video_url',           'url',     null, 2000, null, 'null'),
    ('onboarding.document_url',        'url',     null, 2000, null, 'null'),
    ('onboarding.questions',           'objects', null, 100, array['id', 'text', 'type', 'required', 'options'], '[]'),
    ('banner.message',                 'text',    null, 300, null, 'null'),
    ('banner.start',                   'date',    null, null, null, 'null'),
    ('banner.end',                     'date',    null, null, null, 'null'),
    ('banner.colour',                  'choice',  null, null, array['blue', 'yellow', 'red', 'green'], '"blue"'),
    ('contact.email',                  'email',   null, 254, null, 'null'),
    ('contact.phone',                  'text',    null, 40, null, 'null'),
    ('contact.address',                'text',    null, 500, null, 'null'),
    ('contact.lms_url',                'url',     null, 2000, null, 'null')
$$;

-- One setting of one organisation, or its default. Raises setting.unknown for a key that is not in the list:
-- a misspelt key in our own code must fail in the first test, not answer null.
create function private.setting(p_organization uuid, p_key text) returns jsonb
language plpgsql stable parallel safe security definer set search_path = '' as $$
declare
  found_value jsonb;
begin
  select c.settings #> string_to_array(p_key, '.') into found_value
    from public.company_settings as c where c.organization_id = p_organization;
  if found_value is null then
    select k.fallback into strict found_value from private.setting_keys() as k where k.key = p_key;
  end if;
  return found_value;
exception when no_data_found then
  raise exception 'setting.unknown' using errcode = '22023', detail = jsonb_build_object('key', p_key)::text;
end $$;

-- The documented name: a setting of the actor's organisation. What work goes by, how to reach the school and what its newcomers are
-- shown is anybody's to know; limits of money, who gets copies, and how the door is kept, only of those who may see the settings.
-- Raises setting.not_allowed 42501.
create function private.get_setting(p_key text) returns jsonb
language plpgsql stable parallel safe security definer set search_path = '' as $$
begin
  if split_part(p_key, '.', 1) <> all ('{learning,mentor,support,sessions,contact,onboarding}')
     and p_key <> all ('{fees.standard_amount,fees.max_installments,fees.gap_days,fees.window_days,fees.grace_days}')
     and private.actor_id() is not null and not private.has_power('superadmin', 'admin') then
    raise exception 'setting.not_allowed' using errcode = '42501', detail = jsonb_build_object('key', p_key)::text;
  end if;
  return private.setting(private.org_id(), p_key);
end $$;
revoke all on function private.setting_keys(), private.setting(uuid, text), private.get_setting(text) from public;
grant execute on function private.get_setting(text) to authenticated, growthos_operations;
