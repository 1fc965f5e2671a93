update projection set live = true where name = %(name)s and generation = %(generation)s
