-- Mails that were not sent yet and hold a participant's contact: its own, and those that name it as a partner.
delete from mail
where sent_at is null
  and (reference ->> 'participant' = %(participant)s
       or %(participant)s = any (string_to_array(reference ->> 'partners', ',')))
returning queued_at, reference
