insert into link_request (id, wanted, email, language, correlation)
values (%(id)s, %(wanted)s, %(email)s, %(language)s, %(correlation)s)
on conflict (id) do nothing
