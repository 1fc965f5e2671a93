select content, media_type, width, height from picture
where digest = %(digest)s
  and (exists (select from registration where logo = %(digest)s) or exists (select from site where picture = %(digest)s))
