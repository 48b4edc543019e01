-- T19. At the end of every transaction the parts of a bill add up to it, all of them, cancelled ones too, and are
-- numbered 1 to N. A draft may have none yet. Belongs to the owner: a caller would add up only what they may see.
create function private.check_parts(p_organization uuid, p_invoice uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  bill record;
  parts record;
begin
  select i.amount, i.status into bill
    from public.invoices as i where i.organization_id = p_organization and i.id = p_invoice;
  if not found then
    return;
  end if;
  select count(*)::int as number, coalesce(sum(p.amount), 0) as amount, coalesce(max(p.installment_number), 0) as last
    into parts
    from public.installment_plans as p where p.organization_id = p_organization and p.invoice_id = p_invoice;
  if parts.number = 0 and bill.status = 'draft' then
    return;
  end if;
  if parts.amount <> bill.amount then
    raise exception 'finance.parts_are_not_the_bill' using errcode = '23514', detail = jsonb_build_object(
      'invoice', p_invoice, 'amount', bill.amount::text, 'parts', parts.amount::text)::text;
  elsif parts.last <> parts.number then
    raise exception 'finance.parts_have_gaps' using errcode = '23514', detail = jsonb_build_object(
      'invoice', p_invoice, 'parts', parts.number, 'last', parts.last)::text;
  end if;
end $$;

create function private.keep_parts() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'invoices' then
    perform private.check_parts(new.organization_id, new.id);
    return null;
  end if;
  if tg_op <> 'INSERT' then
    perform private.check_parts(old.organization_id, old.invoice_id);
  end if;
  if tg_op = 'INSERT' or tg_op = 'UPDATE' and new.invoice_id <> old.invoice_id then
    perform private.check_parts(new.organization_id, new.invoice_id);
  end if;
  return null;
end $$;
revoke all on function private.check_parts(uuid, uuid), private.keep_parts() from public;

create constraint trigger keep_parts after insert or delete on public.installment_plans
  deferrable initially deferred for each row execute function private.keep_parts();
create constraint trigger keep_parts_changed after update of amount, installment_number, invoice_id on public.installment_plans
  deferrable initially deferred for each row execute function private.keep_parts();
create constraint trigger keep_parts after insert or update of amount, status on public.invoices
  deferrable initially deferred for each row execute function private.keep_parts();
