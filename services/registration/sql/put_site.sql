insert into site (exchange, texts, picture, description, main, highlight, version)
values (%(exchange)s, %(texts)s, %(picture)s, %(description)s, %(main)s, %(highlight)s, %(version)s)
on conflict (exchange) do update
set texts = excluded.texts, picture = excluded.picture, description = excluded.description, main = excluded.main,
    highlight = excluded.highlight, version = excluded.version
