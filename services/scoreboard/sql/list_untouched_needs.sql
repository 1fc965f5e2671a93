-- Those of participants who are here without any agreement come first.
select need.category, need.text, participant.name, agreed.agreed
from need
join participant on participant.id = need.participant and not participant.withdrawn
cross join lateral (
    select exists (
        select from board_agreement a
        where a.exchange = need.exchange and not a.cancelled and need.participant = any(a.parties)
    ) as agreed
) agreed
where need.exchange = %(exchange)s
  and not exists (
      select from board_agreement a where a.exchange = need.exchange and not a.cancelled and need.id = any(a.listings)
  )
order by participant.checked_in_at is null, agreed.agreed, participant.sort_key, need.text
