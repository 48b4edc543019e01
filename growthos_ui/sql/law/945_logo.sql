-- Repeatable. Showing another logo, or none. Belongs to growthos_operations: the tenant policy holds inside. After 920,
-- which takes every grant back first.

-- Null takes the logo away. Raises setting.not_allowed 42501; the table refuses what is no PNG, no WebP, or too large.
create or replace function private.show_logo(p_image bytea) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if not private.has_power('superadmin', 'admin') then
    raise exception 'setting.not_allowed' using errcode = '42501', detail = '{"key": "logo"}';
  end if;
  if p_image is null then
    delete from dashboard.logos where organization_id = private.org_id();
  else
    insert into dashboard.logos as l (organization_id, image) values (private.org_id(), p_image)
      on conflict (organization_id) do update set image = excluded.image;
  end if;
  perform private.log_admin_action(private.org_id(), 'settings_updated', 'company_settings',
    (select c.id from public.company_settings as c where c.organization_id = private.org_id()),
    case when p_image is null then 'Took the logo away.' else 'Showed another logo.' end, p_sensitivity => 'restricted');
end $$;

call private.hand_to_operations('private.show_logo(bytea)');
grant execute on function private.show_logo(bytea) to growthos_staff;
grant select, insert (organization_id, image), update (image), delete on dashboard.logos to growthos_operations;
