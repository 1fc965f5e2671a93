select parties, listings from agreed where exchange = %(exchange)s
