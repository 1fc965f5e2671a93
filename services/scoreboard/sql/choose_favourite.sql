-- Viewers are told that there was a vote, not for what: the favourite is drawn anew where it is shown.
with vote as (
    insert into favourite (participant, agreement) values (%(participant)s, %(agreement)s)
    on conflict (participant) do update set agreement = excluded.agreement
), changed as (
    update board set position = %(position)s where exchange = %(exchange)s
    returning exchange, position, standing
)
insert into board_feed (position, exchange, kind, data)
select position, exchange, 'favourite', jsonb_build_object('count', standing) from changed
