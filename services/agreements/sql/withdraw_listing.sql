update listing set withdrawn = true where id = %(listing)s
