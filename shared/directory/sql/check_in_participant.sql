update participant set checked_in_at = coalesce(checked_in_at, %(at)s) where id = %(participant)s
