select id, exchange, name, sector, people, withdrawn, checked_in_at, logo, number
from participant left join participant_logo on participant_logo.participant = participant.id
where id = %(id)s
