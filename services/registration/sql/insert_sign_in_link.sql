insert into sign_in_link (token_hash, organiser, expires_at) values (%(token_hash)s, %(organiser)s, %(expires_at)s)
