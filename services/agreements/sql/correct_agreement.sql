update agreement
set version = %(version)s, commitment = %(commitment)s, deadline = %(deadline)s,
    first_contact = %(first_contact)s, money_confirmed = %(money_confirmed)s, corrected_at = %(at)s
where id = %(agreement)s
