select (select count(*) from concluded where exchange = %(exchange)s)::integer as agreements,
       (select at from closing where exchange = %(exchange)s) as closed_at
