insert into ended_pin (exchange, role, generation) values (%(exchange)s, %(role)s, %(generation)s)
on conflict (exchange, role) do update set generation = greatest(ended_pin.generation, excluded.generation)
