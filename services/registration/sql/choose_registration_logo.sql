update registration set logo = %(logo)s, version = %(version)s where id = %(participant)s
