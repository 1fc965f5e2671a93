delete from contact where participant = %(participant)s
