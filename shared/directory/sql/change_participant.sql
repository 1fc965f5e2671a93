update participant
set name = %(name)s, sort_key = %(sort_key)s, sector = %(sector)s, people = %(people)s
where id = %(participant)s
