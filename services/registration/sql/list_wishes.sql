select id, kind, category, text from wish where participant = %(participant)s order by number
