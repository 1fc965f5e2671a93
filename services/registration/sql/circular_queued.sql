update circular set queued_at = coalesce(queued_at, now()) where id = %(id)s
