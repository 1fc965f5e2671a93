-- When it was made, and whether that was late, does not change with its terms.
with agreement as (
    update board_agreement
    set parties = %(parties)s, listings = %(listings)s,
        shown = %(terms)s::jsonb || jsonb_build_object('made_at', shown -> 'made_at', 'late', late)
    where id = %(agreement)s
    returning shown
), changed as (
    update board set position = %(position)s where exchange = %(exchange)s
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select c.position, c.exchange, 'corrected', jsonb_build_object('agreement', a.shown, 'count', c.standing)
from changed c, agreement a
