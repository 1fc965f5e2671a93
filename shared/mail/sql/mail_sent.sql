update mail set sent_at = now(), content = null where id = %(id)s
