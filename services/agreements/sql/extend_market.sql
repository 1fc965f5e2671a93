update market set closes_at = %(closes_at)s where exchange = %(exchange)s
