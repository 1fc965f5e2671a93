insert into invitation (id, exchange, participant, name, sort_key, email, sent_at)
values (%(invitation)s, %(exchange)s, %(participant)s, %(name)s, %(sort_key)s, %(email)s, %(at)s)
