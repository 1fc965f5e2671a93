select id, organisation, slug, name, municipality, venue, date, doors_at, opens_at, closes_at, capacity, categories,
       record, invited_only, contact, colours
from exchange
where date <= %(until)s
  and (
      exists (select from registration where registration.exchange = exchange.id and not registration.erased)
      or exists (select from invitation where invitation.exchange = exchange.id and invitation.email is not null)
  )
order by date, slug
