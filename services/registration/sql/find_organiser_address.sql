select email from organiser where 'organiser:' || id::text = %(actor)s
