delete from mail
where %(subject)s in (reference ->> 'participant', reference ->> 'invitation') and sent_at is null
