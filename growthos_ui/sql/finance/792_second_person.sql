-- Repeatable. From which amount on an act of money takes a second person. A limit is an amount of the organisation's own currency; in
-- another one nobody knows what it is worth, so that every act takes a second person there.

-- The limit for acts in a currency: null where none is set.
create or replace function private.approval_limit(p_currency text) returns numeric
language sql stable security definer set search_path = '' as $$
  select case when l.most is null then null when p_currency = c.default_currency then l.most else 0 end
  from (select (private.get_setting('fees.refund_approval_limit') #>> '{}')::numeric as most) as l
  left join public.company_settings as c on c.organization_id = private.org_id()
$$;

-- Refuses an act above the limit that nobody has agreed to. Raises finance.needs_second 55000.
create or replace function private.require_second(p_amount numeric, p_currency text) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  most constant numeric := private.approval_limit(p_currency);
begin
  if p_amount > most then
    raise exception 'finance.needs_second' using errcode = '55000', detail = jsonb_build_object(
      'field', 'second', 'amount', round(p_amount, private.currency_exponent(p_currency))::text, 'limit', trim_scale(most)::text, 'currency', p_currency)::text;
  end if;
end $$;

revoke all on function private.approval_limit(text), private.require_second(numeric, text) from public;
grant execute on function private.approval_limit(text), private.require_second(numeric, text) to growthos_operations;
