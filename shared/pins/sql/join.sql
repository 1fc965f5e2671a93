-- The counter's row is locked by the update: two who join at once get different numbers. The hash is asked for once
-- more, so that nobody joins with a PIN that was replaced in the meantime.
with counted as (
    update pin
    set last_number = last_number + 1
    where exchange = %(exchange)s and role = %(role)s and hash = %(hash)s
    returning exchange, role, last_number, generation
)
insert into joined (exchange, role, number, generation, joined_at)
select exchange, role, last_number, generation, %(now)s from counted
returning number, generation
