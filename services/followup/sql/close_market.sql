insert into closing (exchange) values (%(exchange)s)
