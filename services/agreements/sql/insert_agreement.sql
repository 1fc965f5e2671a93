insert into agreement (
    id, exchange, number, version, commitment, deadline, first_contact, money_confirmed, made_at, broker, late
) values (
    %(agreement)s, %(exchange)s,
    -- Events come one at a time and in order: the next number is the same however often this is rebuilt.
    (select coalesce(max(number), 0) + 1 from agreement where exchange = %(exchange)s),
    %(version)s, %(commitment)s, %(deadline)s, %(first_contact)s, %(money_confirmed)s, %(at)s, %(broker)s, %(late)s
)
