insert into agreed (agreement, exchange, parties, listings)
values (%(agreement)s, %(exchange)s, %(parties)s, %(listings)s)
on conflict (agreement) do update set parties = excluded.parties, listings = excluded.listings
