select wish.participant, wish.id, wish.kind, wish.category, wish.text, money_confirmed
from wish join registration on registration.id = wish.participant
where registration.exchange = %(exchange)s order by wish.participant, wish.number
