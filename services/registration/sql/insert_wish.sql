insert into wish (id, participant, number, kind, category, text, money_confirmed)
values (%(id)s, %(participant)s, %(number)s, %(kind)s, %(category)s, %(text)s, %(money_confirmed)s)
