select id, exchange, name, sector, people, withdrawn, checked_in_at, logo
from participant where exchange = %(exchange)s and id = any(%(ids)s)
