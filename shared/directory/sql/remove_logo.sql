delete from participant_logo where participant = %(participant)s
