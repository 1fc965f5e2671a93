insert into closing (exchange, at) values (%(exchange)s, %(at)s)
on conflict (exchange) do update set at = excluded.at
