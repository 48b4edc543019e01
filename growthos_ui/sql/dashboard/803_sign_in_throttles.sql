-- How often an account, an address, or both together were tried. Keys are hashes made by the
-- door: no e-mail address and no network address is kept here.
create table dashboard.sign_in_throttles (
  key          text collate "C" primary key,
  attempts     int not null default 0,
  window_start timestamptz not null default clock_timestamp(),
  locked_until timestamptz,

  constraint sign_in_throttles_attempts_is_a_count check (attempts >= 0)
);
-- What may be swept away.
create index sign_in_throttles_by_age on dashboard.sign_in_throttles (window_start);
