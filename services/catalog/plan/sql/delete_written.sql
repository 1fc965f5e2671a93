delete from plan where participant = %(participant)s or about = %(participant)s
