insert into told (exchange) values (%(exchange)s) on conflict (exchange) do nothing
