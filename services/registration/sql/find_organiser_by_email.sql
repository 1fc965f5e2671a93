select id, organisation, signed_in_at from organiser where email = %(email)s
