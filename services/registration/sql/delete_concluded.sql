delete from concluded where agreement = %(agreement)s
