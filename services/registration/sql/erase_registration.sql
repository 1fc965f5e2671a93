update registration
set contact_name = null, email = null, phone = null, dietary = null, logo = null, erased = true, version = %(version)s
where id = %(participant)s
