update invitation set declined_at = %(at)s where id = %(invitation)s
