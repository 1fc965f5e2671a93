select 1 from sign_in_link where token_hash = %(token_hash)s and used_at is null and expires_at > %(now)s
