-- Repeatable. Three rooms: public holds the production tables, dashboard what only this
-- application needs, private the functions that policies and doors call.

create schema if not exists private;
create schema if not exists dashboard;

-- Nothing is anybody's by default: each file grants what it means to grant.
alter default privileges revoke execute on functions from public;
revoke create on schema public from public;
revoke all on schema private, dashboard from public;

grant usage on schema public, dashboard to authenticated, growthos_operations;
grant usage on schema private to authenticated, growthos_operations, growthos_app, growthos_sign_in, growthos_worker;

-- Hands a function that changes data to growthos_operations, so that row security holds inside
-- it: owned by the table owner it would write into any organisation. The new owner may create in
-- the schema only while the hand-over lasts.
create or replace procedure private.hand_to_operations(variadic functions regprocedure[])
language plpgsql
set search_path = ''
as $$
declare
  handed regprocedure;
begin
  grant create on schema private to growthos_operations;
  foreach handed in array functions loop
    execute format('alter function %s owner to growthos_operations', handed);
    execute format('revoke all on function %s from public', handed);
  end loop;
  revoke create on schema private from growthos_operations;
end $$;
revoke all on procedure private.hand_to_operations(regprocedure[]) from public;
