delete from agreed where agreement = %(agreement)s
