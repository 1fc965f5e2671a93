-- The live generation of a version before one that a rebuild has left unfinished.
select generation, position, event, live,
       not exists (select from projection l where l.name = p.name and l.live) as first
from projection p
where name = %(name)s and version = %(version)s
order by live desc, generation desc
limit 1
