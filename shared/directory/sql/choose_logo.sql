update participant set logo = %(logo)s where id = %(participant)s
