-- Those of participants who are here without any agreement come first.
select need.category, need.text, participant.name
from need
join participant on participant.id = need.participant and not participant.withdrawn
where need.exchange = %(exchange)s
  and not exists (
      select from board_agreement a where a.exchange = need.exchange and not a.cancelled and need.id = any(a.listings)
  )
order by participant.checked_in_at is null,
         exists (
             select from board_agreement a
             where a.exchange = need.exchange and not a.cancelled and need.participant = any(a.parties)
         ),
         participant.sort_key, need.text
