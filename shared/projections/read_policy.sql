select position, event from policy where name = %(name)s
