-- Repeatable. The announcement over every page of a school: its settings say what, how and on which days.

-- An announcement is its words and its days: the same words on other days are told again.
create or replace function private.banner_told(p_organization uuid, p_message text) returns text
language sql stable security definer set search_path = '' as $$
  select concat_ws(' ', left(p_message, 300), private.setting(p_organization, 'banner.start') #>> '{}',
                   '..' || (private.setting(p_organization, 'banner.end') #>> '{}'))
$$;

-- What the acting person is to be told today, and in which colour; no row where there is nothing, or they put it away.
create or replace function private.banner() returns table (message text, colour text)
language plpgsql stable security definer set search_path = '' as $$
declare
  here constant uuid := private.org_id();
  said constant text := nullif(btrim(private.setting(here, 'banner.message') #>> '{}'), '');
begin
  if said is null or private.banner_told(here, said) = (select p.dismissed_banner from dashboard.preferences as p where p.user_id = private.actor_id())
     or private.today() < (private.setting(here, 'banner.start') #>> '{}')::date
     or private.today() > (private.setting(here, 'banner.end') #>> '{}')::date then
    return;
  end if;
  return query select said, private.setting(here, 'banner.colour') #>> '{}';
end $$;

-- Puts an announcement away, for the acting person and this announcement only.
create or replace function private.dismiss_banner(p_message text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  me private.acting := private.actor();
begin
  insert into dashboard.preferences as p (user_id, organization_id, dismissed_banner)
    values (me.user_id, me.organization_id, private.banner_told(private.org_id(), p_message))
    on conflict (user_id) do update set dismissed_banner = excluded.dismissed_banner, updated_at = now();
end $$;

revoke all on function private.banner(), private.banner_told(uuid, text) from public;
grant execute on function private.banner() to authenticated;
call private.hand_to_operations('private.dismiss_banner(text)');
grant execute on function private.dismiss_banner(text) to authenticated;
grant execute on function private.banner_told(uuid, text) to growthos_operations;
