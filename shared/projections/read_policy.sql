select position from policy where name = %(name)s
