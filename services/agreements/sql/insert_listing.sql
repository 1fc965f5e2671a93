insert into listing (id, exchange, participant, kind, category, text)
values (%(listing)s, %(exchange)s, %(participant)s, %(kind)s, %(category)s, %(text)s)
