insert into policy as p (name, source, position) values (%(name)s, %(source)s, %(position)s)
on conflict (name) do update set position = greatest(p.position, excluded.position)
