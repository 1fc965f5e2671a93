update registration set withdrawn = true, logo = null, version = %(version)s where id = %(participant)s
