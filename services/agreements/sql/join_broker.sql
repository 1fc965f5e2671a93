-- The counter's row is locked by the update: two who join at once get different numbers. The hash is asked for once
-- more, so that nobody joins with a PIN that was replaced in the meantime.
with pin as (
    update broker_pin
    set last_broker = last_broker + 1
    where exchange = %(exchange)s and hash = %(hash)s
    returning exchange, last_broker, generation
)
insert into broker (exchange, number, generation, joined_at)
select exchange, last_broker, generation, %(now)s from pin
returning number, generation
