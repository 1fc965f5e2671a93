insert into agreement_party (agreement, place, participant, name, gives, listing)
values (%(agreement)s, %(place)s, %(participant)s, %(name)s, %(gives)s, %(listing)s)
on conflict (agreement, place) do update
set participant = excluded.participant, name = excluded.name, gives = excluded.gives, listing = excluded.listing
