select id, organisation, slug, name, municipality, venue, date, doors_at, opens_at, closes_at, capacity, categories,
       record, invited_only, contact, colours
from exchange order by date desc, slug
