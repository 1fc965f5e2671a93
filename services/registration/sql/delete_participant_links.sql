delete from participant_link where participant = %(participant)s
