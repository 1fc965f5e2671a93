select id, exchange, name, sector, people, withdrawn, checked_in_at, logo, number
from participant left join participant_logo on participant_logo.participant = participant.id
where exchange = %(exchange)s and not withdrawn
order by sort_key
