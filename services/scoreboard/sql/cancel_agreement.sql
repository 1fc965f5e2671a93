with agreement as (
    update board_agreement set cancelled = true where id = %(agreement)s and not cancelled
    returning shown, late
), changed as (
    update board b set position = %(position)s, standing = b.standing - 1, late = b.late - a.late::int
    from agreement a
    where b.exchange = %(exchange)s
    returning b.exchange, b.position, b.standing
)
insert into board_feed (position, exchange, kind, data)
select c.position, c.exchange, 'cancelled', jsonb_build_object('agreement', a.shown, 'count', c.standing)
from changed c, agreement a
