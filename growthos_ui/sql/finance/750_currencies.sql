-- How fine an amount of a currency may be: the exponent of ISO 4217. Whatever is not listed has two places.
create function private.currency_exponent(p_currency text) returns int
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                        'XAF', 'XOF', 'XPF') then 0
    when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    else 2
  end
$$;

-- Every column of money asks it: an amount that cannot be paid is refused, not rounded in silence.
create function private.is_payable(p_amount numeric, p_currency text) returns boolean
language sql immutable parallel safe set search_path = '' as $$
  select p_amount = round(p_amount, private.currency_exponent(p_currency))
$$;

revoke all on function private.currency_exponent(text), private.is_payable(numeric, text) from public;
-- a check is made as whoever writes the row
grant execute on function private.currency_exponent(text), private.is_payable(numeric, text) to authenticated, growthos_operations;
