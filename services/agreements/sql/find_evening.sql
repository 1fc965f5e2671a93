select exchange.id, exchange.organisation, exchange.slug, exchange.name, exchange.date as day,
       exchange.opens_at, exchange.closes_at, exchange.colours,
       market.opened_at, market.closes_at as market_closes_at, market.paused_at, market.closed_at, market.late_until,
       (select coalesce(jsonb_object_agg(pin.role, pin.generation), '{}')
        from pin
        where pin.exchange = exchange.id and pin.valid_until > %(now)s) as generations,
       (select coalesce(jsonb_object_agg(participant.id, jsonb_build_object('name', name, 'withdrawn', withdrawn)), '{}')
        from participant
        where participant.exchange = exchange.id and participant.id = any(%(participants)s)) as guests,
       (select coalesce(jsonb_object_agg(listing.id, jsonb_build_object('participant', participant, 'kind', kind)), '{}')
        from listing
        where listing.exchange = exchange.id and listing.id = any(%(listings)s)) as lines
from exchange
left join market on market.exchange = exchange.id
where exchange.slug = %(slug)s
