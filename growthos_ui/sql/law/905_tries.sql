-- Repeatable. What the sign-in page says about tries, and what a right password gives back.

-- How many tries a key has made in the current window: the page tells how many are left.
create or replace function private.tries_made(p_key text, p_window interval) returns int
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce(
    (select t.attempts from dashboard.sign_in_throttles as t
     where t.key = p_key and t.window_start + p_window >= clock_timestamp()),
    0);
end $$;

-- The password was right. The first key, of this account at this address, is forgiven all; the wider
-- ones only this try: else one right password would wash away an address's guesses at other accounts,
-- and without it an office of fifty would lock its own address every morning.
create or replace function private.return_attempt(p_keys text[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update dashboard.sign_in_throttles as t
    set attempts = case when t.key = p_keys[1] then 0 else greatest(0, t.attempts - 1) end,
        locked_until = null
    where t.key = any (p_keys);
end $$;

-- The same password at today's cost. Unlike store_password_hash it is no new password: when it was
-- changed, and whether it must be, stays as it was.
create or replace function private.renew_password_hash(p_user_id uuid, p_hash text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.users set password_hash = p_hash where id = p_user_id;
end $$;

-- Whose account an address opens, whatever stands against it; no row for an address of nobody.
create or replace function private.account_behind(p_email text) returns table (user_id uuid, organization_id uuid)
language sql stable security definer set search_path = '' as $$
  select u.id, u.organization_id from public.users as u where u.email = p_email
$$;

drop function if exists private.note_lock(text, inet);
drop function if exists private.was_locked(uuid, uuid);

-- The last try before a wait was wrong: written down in the organisation of the account, and told to its person, who may not
-- have been the one. Of an address of nobody nothing is. Guessed at again and again, an account has a line every five minutes, and
-- one more where it was from so many addresses that its person has to wait, too.
create or replace function private.note_lock(p_email text, p_ip inet, p_everywhere boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  tried record;
  kept constant text := case when p_everywhere then 'Wrong passwords from many addresses: whoever tries this account has to wait.'
                        else 'Wrong passwords: who tried has to wait.' end;
begin
  select * into tried from private.account_behind(p_email);
  if not found or private.was_locked(tried.organization_id, tried.user_id, kept) then
    return;
  end if;
  insert into public.admin_logs (organization_id, action, table_name, record_id, description, sensitivity, ip_address)
    values (tried.organization_id, 'login_failed_locked', 'users', tried.user_id, kept, 'restricted', p_ip);
  perform private.notify(tried.user_id, 'security_alert', 'Your password was guessed at',
    case when p_everywhere then 'Somebody gave wrong ones from many addresses: signing in may have to wait for some minutes, for you too. Tell an admin.'
    else 'Somebody gave a wrong one too often and has to wait. If that was not you, tell an admin.' end, '/profile');
end $$;

-- Whether the same was written down within five minutes.
create or replace function private.was_locked(p_organization uuid, p_user uuid, p_words text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.admin_logs as l
    where l.organization_id = p_organization and l.table_name = 'users' and l.record_id = p_user
      and l.action = 'login_failed_locked' and l.description = p_words and l."timestamp" > private.now() - interval '5 minutes')
$$;

revoke all on function private.account_behind(text), private.was_locked(uuid, uuid, text) from public;
grant execute on function private.account_behind(text), private.was_locked(uuid, uuid, text) to growthos_operations;
call private.hand_to_operations('private.return_attempt(text[])', 'private.renew_password_hash(uuid,text)',
  'private.note_lock(text,inet,boolean)');
grant execute on function
  private.tries_made(text, interval), private.return_attempt(text[]), private.renew_password_hash(uuid, text),
  private.note_lock(text, inet, boolean)
  to growthos_sign_in;
