insert into answer (agreement, participant, outcome, why, help, at)
values (%(agreement)s, %(participant)s, %(outcome)s, %(why)s, %(help)s, %(at)s)
on conflict (agreement, participant) do update
set outcome = excluded.outcome, why = excluded.why, help = excluded.help, at = excluded.at
