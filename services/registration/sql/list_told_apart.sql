select participants from told_apart where exchange = %(exchange)s
