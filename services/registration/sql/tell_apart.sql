insert into told_apart (exchange, participants) values (%(exchange)s, %(participants)s)
