select hash from broker_pin where exchange = %(exchange)s and valid_until > %(now)s
