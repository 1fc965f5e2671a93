update market set closed_at = %(at)s, late_until = %(late_until)s where exchange = %(exchange)s
