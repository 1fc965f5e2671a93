select id, exchange, name, sector, people, withdrawn, checked_in_at, logo
from participant where id = %(id)s
