-- Repeatable. Nobody acts in a role of the database that is not theirs (private.actor), so that no table needs a lock of its own.
drop function if exists private.seated() cascade;
