insert into participant_link (token_hash, mail, participant, exchange, expires_at)
values (%(token_hash)s, %(mail)s, %(participant)s, %(exchange)s, %(expires_at)s)
on conflict (mail) do nothing
