insert into participant_logo (participant, logo) values (%(participant)s, %(logo)s)
on conflict (participant) do update set logo = excluded.logo
