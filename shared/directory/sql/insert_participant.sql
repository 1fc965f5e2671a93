insert into participant (id, exchange, name, sort_key, sector, people)
values (%(participant)s, %(exchange)s, %(name)s, %(sort_key)s, %(sector)s, %(people)s)
