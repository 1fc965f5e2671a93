update follow_up set ended = true where agreement = %(agreement)s
