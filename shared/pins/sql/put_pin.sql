-- No row when the command's PIN was made before and has been replaced.
insert into pin (exchange, role, generation, hash, valid_until, command)
values (%(exchange)s, %(role)s, 1, %(hash)s, %(valid_until)s, %(command)s)
on conflict (exchange, role) do update
set generation = pin.generation + (pin.command is distinct from excluded.command)::int,
    hash = excluded.hash,
    valid_until = case when pin.command = excluded.command then pin.valid_until else excluded.valid_until end,
    replaced = case when pin.command = excluded.command then pin.replaced else pin.replaced || pin.command end,
    command = excluded.command
where (excluded.command = any(pin.replaced)) is not true
returning valid_until, generation
