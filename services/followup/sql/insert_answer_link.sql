insert into answer_link (token_hash, mail, exchange, agreement, participant, deadline, expires_at)
values (%(token_hash)s, %(mail)s, %(exchange)s, %(agreement)s, %(participant)s, %(deadline)s, %(expires_at)s)
on conflict (mail) do nothing
