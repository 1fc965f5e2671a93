insert into organisation (id, name) values (%(id)s, %(name)s) on conflict (name) do nothing
