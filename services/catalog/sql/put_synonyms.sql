insert into synonyms (exchange, groups) values (%(exchange)s, %(groups)s)
on conflict (exchange) do update set groups = excluded.groups
