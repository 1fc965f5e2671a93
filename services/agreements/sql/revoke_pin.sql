update broker_pin set valid_until = %(now)s where exchange = %(exchange)s and valid_until > %(now)s
