with changed as (
    insert into board as b (exchange, position, opened_at, closes_at)
    values (%(exchange)s, %(position)s, %(at)s, %(closes_at)s)
    on conflict (exchange) do update
    set position = excluded.position, opened_at = excluded.opened_at, closes_at = excluded.closes_at,
        paused_at = null, closed_at = null, late_until = null
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select position, exchange, 'opened', %(told)s::jsonb || jsonb_build_object('count', standing) from changed
