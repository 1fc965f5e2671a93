with agreement as (
    insert into board_agreement (id, exchange, position, late, parties, listings, shown)
    values (%(agreement)s, %(exchange)s, %(position)s, %(late)s, %(parties)s, %(listings)s, %(shown)s::jsonb)
    returning shown
), changed as (
    insert into board as b (exchange, position, standing, late)
    values (%(exchange)s, %(position)s, 1, %(late)s::int)
    on conflict (exchange) do update
    set position = excluded.position, standing = b.standing + 1, late = b.late + excluded.late
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select c.position, c.exchange, 'made', jsonb_build_object('agreement', a.shown, 'count', c.standing)
from changed c, agreement a
