with changed as (
    update board set position = %(position)s, paused_at = %(at)s where exchange = %(exchange)s
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select position, exchange, 'paused', %(told)s::jsonb || jsonb_build_object('count', standing) from changed
