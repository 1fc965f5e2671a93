insert into market (exchange, opened_at, closes_at) values (%(exchange)s, %(at)s, %(closes_at)s)
