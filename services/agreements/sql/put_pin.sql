insert into broker_pin as pin (exchange, generation, hash, valid_until, command)
values (%(exchange)s, 1, %(hash)s, %(valid_until)s, %(command)s)
on conflict (exchange) do update
set generation = pin.generation + (pin.command is distinct from excluded.command)::int,
    hash = excluded.hash,
    valid_until = case when pin.command = excluded.command then pin.valid_until else excluded.valid_until end,
    command = excluded.command
returning valid_until
