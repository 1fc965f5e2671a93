update registration set version = %(version)s where id = %(participant)s
