delete from link_request where id = %(id)s
