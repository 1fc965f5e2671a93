with changed as (
    update board set position = %(position)s, closes_at = %(closes_at)s where exchange = %(exchange)s
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select position, exchange, 'extended', %(told)s::jsonb || jsonb_build_object('count', standing) from changed
