delete from wish where participant = %(participant)s
