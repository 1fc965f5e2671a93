update invitation set email = null where id = %(invitation)s
