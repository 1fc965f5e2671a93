insert into mailed (agreement, participant, at)
select agreement, %(participant)s, %(at)s from unnest(%(agreements)s::uuid[]) as agreement
on conflict (agreement, participant) do update set at = excluded.at
