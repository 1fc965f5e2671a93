-- The lock is held until the caller's transaction ends: an erasure waits for it and then finds the link and its mail,
-- or has come first, and there is no key any more.
insert into participant_link (token_hash, mail, participant, exchange, expires_at, kind)
select %(token_hash)s, %(mail)s, subject, %(exchange)s, %(expires_at)s, %(kind)s
from subject_key
where subject = %(participant)s and erased_at is null
for share
on conflict (mail) do nothing
