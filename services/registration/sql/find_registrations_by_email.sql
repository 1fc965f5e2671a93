select id, exchange, name, sector, people, contact_name, email, phone, individual, dietary,
       photo_consent, logo, consented_at, waiting, withdrawn, checked_in_at, erased, version, number,
       language
from registration where lower(email) = lower(%(email)s) order by id
