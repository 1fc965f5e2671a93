update mail set try_at = now() + make_interval(secs => %(seconds)s) where id = %(id)s
