update registration
set name = %(name)s, sort_key = %(sort_key)s, sector = %(sector)s, people = %(people)s,
    contact_name = %(contact_name)s, email = %(email)s, phone = %(phone)s,
    individual = %(individual)s, dietary = %(dietary)s, photo_consent = %(photo_consent)s, version = %(version)s
where id = %(participant)s
