select hash, generation from pin where exchange = %(exchange)s and role = %(role)s and valid_until > %(now)s
