insert into picture (digest, media_type, width, height, content, wanted_at)
values (%(digest)s, %(media_type)s, %(width)s, %(height)s, %(content)s, %(now)s)
on conflict (digest) do update set wanted_at = excluded.wanted_at
