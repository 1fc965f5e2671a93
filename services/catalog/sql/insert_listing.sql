insert into listing (id, exchange, participant, kind, category, text, sort_key)
values (%(listing)s, %(exchange)s, %(participant)s, %(kind)s, %(category)s, %(text)s, %(sort_key)s)
