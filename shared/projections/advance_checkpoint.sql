update projection set position = %(new)s
where name = %(name)s and generation = %(generation)s and position = %(old)s
