select broker.number, broker.joined_at, broker.generation = pin.generation and pin.valid_until > %(now)s as admitted,
       (select count(*) from agreement
        where agreement.exchange = broker.exchange and agreement.broker = 'megler-' || broker.number) as agreements
from broker
join broker_pin pin using (exchange)
where broker.exchange = %(exchange)s
order by broker.number
