-- The later writing wins, and of two in the same moment the same one in whichever order they come.
insert into plan (participant, about, aspect, value, at)
select %(participant)s, %(about)s, %(aspect)s, %(value)s, %(at)s
where not exists (select from plan_forgotten where participant in (%(participant)s, %(about)s))
on conflict (participant, aspect, about) do update
set value = excluded.value, at = excluded.at
where (excluded.at, excluded.value) > (plan.at, plan.value)
