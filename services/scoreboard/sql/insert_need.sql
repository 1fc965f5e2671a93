insert into need (id, exchange, participant, category, text)
values (%(listing)s, %(exchange)s, %(participant)s, %(category)s, %(text)s)
