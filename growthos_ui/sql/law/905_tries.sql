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

call private.hand_to_operations('private.return_attempt(text[])', 'private.renew_password_hash(uuid,text)');
grant execute on function
  private.tries_made(text, interval), private.return_attempt(text[]), private.renew_password_hash(uuid, text)
  to growthos_sign_in;
