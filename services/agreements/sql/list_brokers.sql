select joined.number, joined.joined_at,
       joined.generation = pin.generation and pin.valid_until > %(now)s as admitted,
       (select count(*) from agreement
        where agreement.exchange = joined.exchange and agreement.broker = 'megler-' || joined.number) as agreements
from joined
join pin using (exchange, role)
where joined.exchange = %(exchange)s and joined.role = 'broker'
order by joined.number
