insert into policy as p (name, position) values (%(name)s, %(position)s)
on conflict (name) do update set position = greatest(p.position, excluded.position)
