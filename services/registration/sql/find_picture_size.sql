select width, height from picture where digest = %(digest)s
