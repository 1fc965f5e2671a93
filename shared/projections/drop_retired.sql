delete from projection where name = %(name)s and generation < %(generation)s
returning generation
