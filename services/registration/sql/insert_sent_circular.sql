insert into sent_circular (id, exchange, recipients, actor, at)
values (%(circular)s, %(exchange)s, %(recipients)s, %(actor)s, %(at)s)
