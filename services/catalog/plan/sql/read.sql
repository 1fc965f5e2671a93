select about, aspect, value, at from plan where participant = %(participant)s
