select id, name from organisation where id = %(id)s
