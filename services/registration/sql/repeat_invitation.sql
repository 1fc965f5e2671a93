update invitation set sent_at = %(at)s, declined_at = null where id = %(invitation)s
