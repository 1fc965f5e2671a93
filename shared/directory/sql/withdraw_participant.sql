update participant set withdrawn = true, logo = null where id = %(participant)s
