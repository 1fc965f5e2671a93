update picture set wanted_at = %(now)s where digest = %(digest)s
