select id, kind, category, text, money_confirmed from wish where participant = %(participant)s order by number
