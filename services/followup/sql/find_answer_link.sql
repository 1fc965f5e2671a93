select exchange, agreement, participant, deadline, expires_at from answer_link where token_hash = %(token_hash)s
