update agreement
set commitment = %(commitment)s, deadline = %(deadline)s, first_contact = %(first_contact)s
where id = %(agreement)s
