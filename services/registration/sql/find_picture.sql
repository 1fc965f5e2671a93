select content, media_type, width, height from picture where digest = %(digest)s
