update registration set withdrawn = true, version = %(version)s where id = %(participant)s
