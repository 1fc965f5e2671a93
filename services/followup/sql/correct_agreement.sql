update agreement
set commitment = %(commitment)s, deadline = %(deadline)s, first_contact = %(first_contact)s, version = %(version)s
where id = %(agreement)s
