with agreement as (
    update board_agreement set cancelled = true where id = %(agreement)s and not cancelled
    returning shown
), changed as (
    update board set position = %(position)s, standing = standing - 1
    where exchange = %(exchange)s and exists (select from agreement)
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select c.position, c.exchange, 'cancelled', jsonb_build_object('agreement', a.shown, 'count', c.standing)
from changed c, agreement a
