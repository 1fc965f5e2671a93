update exchange set colours = %(colours)s where id = %(exchange)s
