select participant, contact_name, email, phone from contact where participant = any(%(participants)s)
