delete from circular using exchange where exchange.id = circular.exchange and exchange.date <= %(until)s
