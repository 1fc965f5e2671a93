insert into told_apart (exchange, agreements) values (%(exchange)s, %(agreements)s)
