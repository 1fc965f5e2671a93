insert into mail (id, kind, reference, content, correlation, cause)
values (%(id)s, %(kind)s, %(reference)s, %(content)s, %(correlation)s, %(cause)s)
on conflict (id) do nothing
