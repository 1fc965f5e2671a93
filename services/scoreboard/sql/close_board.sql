with changed as (
    insert into board as b (exchange, position, closed_at)
    values (%(exchange)s, %(position)s, %(at)s)
    on conflict (exchange) do update set position = excluded.position, closed_at = excluded.closed_at
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select position, exchange, 'closed', %(told)s::jsonb || jsonb_build_object('count', standing) from changed
