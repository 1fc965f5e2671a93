insert into concluded (agreement, exchange, position, commitment, parties)
values (%(agreement)s, %(exchange)s, %(position)s, %(commitment)s, %(parties)s)
on conflict (agreement) do update set commitment = excluded.commitment, parties = excluded.parties
