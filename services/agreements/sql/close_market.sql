update market set closed_at = %(at)s where exchange = %(exchange)s
