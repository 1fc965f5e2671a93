select agreements from told_apart where exchange = %(exchange)s
