-- Whoever signed up before there were numbers has the next in the order of the log.
insert into participant (id, exchange, number, name, sort_key, sector, people)
values (
    %(participant)s, %(exchange)s,
    coalesce(
        %(number)s, (select coalesce(max(number), 0) + 1 from participant where exchange = %(exchange)s)
    ),
    %(name)s, %(sort_key)s, %(sector)s, %(people)s
)
