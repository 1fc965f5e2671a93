-- Exchanges of the same organisation that were held before a day, the latest first.
select exchange.name, exchange.date, board.standing as agreements
from exchange
join board on board.exchange = exchange.id
where exchange.organisation = %(organisation)s and exchange.date < %(date)s and board.closed_at is not null
order by exchange.date desc, exchange.slug
limit %(limit)s
