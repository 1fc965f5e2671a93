update registration set checked_in_at = null, version = %(version)s where id = %(participant)s
