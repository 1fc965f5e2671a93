update participant set checked_in_at = least(checked_in_at, %(at)s) where id = %(participant)s
