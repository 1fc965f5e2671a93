delete from answer where agreement = %(agreement)s
