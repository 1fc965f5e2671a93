update registration set waiting = false, version = %(version)s where id = %(participant)s
