update policy set position = 0, event = null where name = %(name)s
