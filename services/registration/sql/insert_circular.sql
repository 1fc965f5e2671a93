insert into circular (id, exchange, subject, text, language)
values (%(id)s, %(exchange)s, %(subject)s, %(text)s, %(language)s)
on conflict (id) do nothing
