select generation, position, live,
       not exists (select from projection l where l.name = p.name and l.live) as first
from projection p
where name = %(name)s and version = %(version)s
order by generation desc
limit 1
