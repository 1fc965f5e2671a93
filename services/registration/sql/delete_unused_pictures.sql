delete from picture
where wanted_at < %(before)s
  and not exists (select from registration where logo = digest)
  and not exists (select from site where picture = digest)
