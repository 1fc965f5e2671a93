update participant set withdrawn = true where id = %(participant)s
