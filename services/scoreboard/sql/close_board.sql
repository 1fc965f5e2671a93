with changed as (
    insert into board as b (exchange, position, closed_at, late_until)
    values (%(exchange)s, %(position)s, %(at)s, %(late_until)s)
    on conflict (exchange) do update
    set position = excluded.position, paused_at = null, closed_at = excluded.closed_at, late_until = excluded.late_until
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select position, exchange, 'closed', %(told)s::jsonb || jsonb_build_object('count', standing) from changed
