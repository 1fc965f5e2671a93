update pin set valid_until = least(valid_until, %(now)s) where exchange = %(exchange)s and role = %(role)s
returning generation
