select participants from told where exchange = %(exchange)s for update
