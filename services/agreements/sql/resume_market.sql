update market set paused_at = null, closes_at = %(closes_at)s where exchange = %(exchange)s
