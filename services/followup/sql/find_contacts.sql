select participant, contact_name, email, phone, language from contact where participant = any(%(participants)s)
