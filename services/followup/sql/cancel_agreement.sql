update agreement set cancelled_at = %(at)s where id = %(agreement)s
