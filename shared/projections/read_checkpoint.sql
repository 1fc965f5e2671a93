select position from projection where name = %(name)s and live
