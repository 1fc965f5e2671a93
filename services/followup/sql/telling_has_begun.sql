select exists (select from told where exchange = %(exchange)s)
