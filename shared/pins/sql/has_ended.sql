select 1 from ended_pin where exchange = %(exchange)s and role = %(role)s and generation >= %(generation)s
