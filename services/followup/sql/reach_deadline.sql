update follow_up set reached_at = %(at)s where agreement = %(agreement)s
