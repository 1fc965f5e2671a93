select id, exchange, name, sector, people, withdrawn, checked_in_at
from participant where id = %(id)s
