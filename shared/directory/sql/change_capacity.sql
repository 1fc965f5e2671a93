update exchange set capacity = %(capacity)s where id = %(exchange)s
