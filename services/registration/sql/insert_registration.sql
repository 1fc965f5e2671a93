insert into registration (
    id, exchange, name, sort_key, sector, people, contact_name, email, phone, individual, dietary,
    photo_consent, consented_at, version
) values (
    %(participant)s, %(exchange)s, %(name)s, %(sort_key)s, %(sector)s, %(people)s, %(contact_name)s, %(email)s,
    %(phone)s, %(individual)s, %(dietary)s, %(photo_consent)s, %(consented_at)s, %(version)s
)
