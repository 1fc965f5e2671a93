insert into wish (id, participant, number, kind, category, text)
values (%(id)s, %(participant)s, %(number)s, %(kind)s, %(category)s, %(text)s)
