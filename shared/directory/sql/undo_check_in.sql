update participant set checked_in_at = null where id = %(participant)s
