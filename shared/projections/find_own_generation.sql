select generation, position, event, live, false as first
from projection
where name = %(name)s and generation = %(generation)s
