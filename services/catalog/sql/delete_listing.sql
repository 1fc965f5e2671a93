delete from listing where id = %(listing)s
