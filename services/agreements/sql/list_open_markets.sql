-- With the id of the event that opened each, and the correlation id of the request that it comes from.
select market.exchange, exchange.organisation, market.closes_at,
       event_log.id as opened, event_log.meta ->> 'correlationid' as correlation
from market
join exchange on exchange.id = market.exchange
join event_log on event_log.stream = 'market-' || market.exchange and event_log.type = 'MarketOpened'
where market.closed_at is null
