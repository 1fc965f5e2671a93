update listing set category = %(category)s, text = %(text)s where id = %(listing)s
