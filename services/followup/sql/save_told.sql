update told set participants = %(participants)s where exchange = %(exchange)s
