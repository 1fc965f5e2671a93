delete from need where id = %(listing)s
