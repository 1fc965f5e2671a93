update pin set valid_until = %(now)s where exchange = %(exchange)s and role = %(role)s and valid_until > %(now)s
