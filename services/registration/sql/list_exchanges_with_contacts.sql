select id, organisation, slug, name, municipality, venue, date, doors_at, opens_at, closes_at, capacity, categories,
       record, invited_only, contact
from exchange
where date <= %(until)s
  and exists (select from registration where registration.exchange = exchange.id and not registration.erased)
order by date, slug
