insert into projection (name, generation, version, source)
select %(name)s, coalesce(max(generation), 0) + 1, %(version)s, %(source)s
from projection where name = %(name)s
returning generation, position, event, live,
          not exists (select from projection l where l.name = projection.name and l.live) as first
