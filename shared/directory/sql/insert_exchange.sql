insert into exchange (
    id, organisation, slug, name, municipality, venue, date, doors_at, opens_at, closes_at, capacity, categories,
    record, invited_only, contact
) values (
    %(exchange)s, %(organisation)s, %(slug)s, %(name)s, %(municipality)s, %(venue)s, %(date)s, %(doors_at)s,
    %(opens_at)s, %(closes_at)s, %(capacity)s, %(categories)s, %(record)s, %(invited_only)s, %(contact)s
)
