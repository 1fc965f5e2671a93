update agreement set cancelled_at = %(at)s, version = %(version)s where id = %(agreement)s
