select participant, exchange from participant_link
where token_hash = %(token_hash)s and kind = %(kind)s and expires_at > %(now)s
