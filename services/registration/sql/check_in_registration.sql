update registration set checked_in_at = least(checked_in_at, %(at)s), version = %(version)s where id = %(participant)s
