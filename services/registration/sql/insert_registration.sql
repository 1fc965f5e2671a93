-- Whoever signed up before there were numbers has the next in the order of the log.
insert into registration (
    id, exchange, number, name, sort_key, sector, people, contact_name, email, phone, individual, dietary,
    photo_consent, consented_at, language, waiting, version
) values (
    %(participant)s, %(exchange)s,
    coalesce(
        %(number)s, (select coalesce(max(number), 0) + 1 from registration where exchange = %(exchange)s)
    ),
    %(name)s, %(sort_key)s, %(sector)s, %(people)s, %(contact_name)s, %(email)s,
    %(phone)s, %(individual)s, %(dietary)s, %(photo_consent)s, %(consented_at)s, %(language)s,
    %(waiting)s, %(version)s
)
