update agreement set version = %(version)s, cancelled_at = %(at)s, reason = %(reason)s where id = %(agreement)s
