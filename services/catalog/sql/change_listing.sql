update listing set category = %(category)s, text = %(text)s, sort_key = %(sort_key)s where id = %(listing)s
