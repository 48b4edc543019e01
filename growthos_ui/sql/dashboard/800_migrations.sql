-- What was applied to this database, byte for byte. A file that changed after it was applied is
-- noticed by its hash; only files marked "Repeatable" may change.
create table dashboard.migrations (
  name       text collate "C" primary key,
  sha256     text not null,
  applied_at timestamptz not null default clock_timestamp(),
  applied_by text not null default session_user
);
