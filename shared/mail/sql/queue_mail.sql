insert into mail (id, kind, reference, content)
values (%(id)s, %(kind)s, %(reference)s, %(content)s)
on conflict (id) do nothing
