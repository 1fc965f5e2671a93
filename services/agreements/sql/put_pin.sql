insert into broker_pin (exchange, generation, hash, valid_until)
values (%(exchange)s, 1, %(hash)s, %(valid_until)s)
on conflict (exchange) do update
set generation = broker_pin.generation + 1, hash = excluded.hash, valid_until = excluded.valid_until
returning generation
