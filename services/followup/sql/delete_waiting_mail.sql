-- Mails that were not sent yet and hold a participant's contact: its own, and those that tell it to a partner.
-- One that a sender has in its hands goes as well: better told twice than sent later with the contact.
delete from mail
where sent_at is null
  and (reference ->> 'participant' = %(participant)s
       or %(participant)s = any (string_to_array(reference ->> 'partners', ',')))
returning queued_at, reference
