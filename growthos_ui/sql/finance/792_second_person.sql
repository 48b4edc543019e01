-- Repeatable. From which amount on an act of money takes a second person. A limit is an amount of the organisation's own currency; in
-- another one nobody knows what it is worth, so that every act takes a second person there. What one person lets go of alone is
-- added up over the day and the learner: ten small acts are one large one.

-- The limit for acts in a currency: null where none is set.
create or replace function private.approval_limit(p_currency text) returns numeric
language sql stable security definer set search_path = '' as $$
  select case when l.most is null then null when p_currency = c.default_currency then l.most else 0 end
  from (select (private.setting(private.org_id(), 'fees.refund_approval_limit') #>> '{}')::numeric as most) as l
  left join public.company_settings as c on c.organization_id = private.org_id()
$$;

-- What the caller let go of alone today, of this learner.
create or replace function private.let_go_today(p_student uuid, p_currency text) returns numeric
language sql stable security definer set search_path = '' as $$
  select coalesce(sum(l.amount), 0) from dashboard.money_let_go as l
  where l.organization_id = private.org_id() and l.student_id = p_student and l.currency = p_currency
    and l.done_by = private.actor_id() and l.done_on = private.today()
$$;

-- Whether the caller may not let go of this alone.
create or replace function private.is_above_limit(p_student uuid, p_amount numeric, p_currency text) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(p_amount > 0 and p_amount + private.let_go_today(p_student, p_currency) > private.approval_limit(p_currency), false)
$$;

-- One person's acts on one learner wait for each other, so that two at once are added up, too. Whatever locks rows of places,
-- learners, bills or their parts asks for this first.
create or replace function private.hold_letting_go(p_student uuid) returns void
language sql volatile security definer set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended(format('growthos.let_go %s %s', private.actor_id(), p_student), 0))
$$;

-- Money is let go of: refused above the limit, unless a second person agreed; else it counts for the rest of the day.
-- Raises finance.needs_second 55000.
create or replace function private.let_go(p_student uuid, p_kind text, p_amount numeric, p_currency text, p_agreed boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  most constant numeric := private.approval_limit(p_currency);
  places constant int := private.currency_exponent(p_currency);
begin
  if p_agreed or most is null or coalesce(p_amount, 0) <= 0 then
    return;
  end if;
  perform private.hold_letting_go(p_student);
  if private.is_above_limit(p_student, p_amount, p_currency) then
    raise exception 'finance.needs_second' using errcode = '55000', detail = jsonb_build_object(
      'field', 'second', 'amount', round(p_amount, places)::text, 'today', round(private.let_go_today(p_student, p_currency), places)::text,
      'limit', trim_scale(most)::text, 'currency', p_currency)::text;
  end if;
  insert into dashboard.money_let_go (student_id, kind, currency, amount) values (p_student, p_kind, p_currency, p_amount);
end $$;

revoke all on function private.approval_limit(text), private.let_go_today(uuid, text), private.is_above_limit(uuid, numeric, text) from public;
grant execute on function private.approval_limit(text), private.let_go_today(uuid, text), private.is_above_limit(uuid, numeric, text)
  to growthos_operations;
call private.hand_to_operations('private.hold_letting_go(uuid)', 'private.let_go(uuid, text, numeric, text, boolean)');
