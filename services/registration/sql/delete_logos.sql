delete from picture
where digest in (select data ->> 'logo' from event_log where stream = %(stream)s and type = 'LogoChosen')
  and not exists (select from registration where logo = digest and id <> %(participant)s)
  and not exists (select from site where picture = digest)
