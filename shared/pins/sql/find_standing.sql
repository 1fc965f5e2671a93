select generation, valid_until from pin where exchange = %(exchange)s and role = %(role)s and valid_until > %(now)s
