update market set paused_at = %(at)s where exchange = %(exchange)s
