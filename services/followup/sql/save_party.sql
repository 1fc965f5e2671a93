insert into agreement_party (agreement, side, participant, name, gives)
values (%(agreement)s, %(side)s, %(participant)s, %(name)s, %(gives)s)
on conflict (agreement, side) do update
set participant = excluded.participant, name = excluded.name, gives = excluded.gives
