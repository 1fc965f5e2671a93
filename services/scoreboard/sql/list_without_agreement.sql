-- Those who have come first.
select participant.name, participant.sector, participant.checked_in_at is not null as here
from participant
where participant.exchange = %(exchange)s and not participant.withdrawn
  and not exists (
      select from board_agreement a
      where a.exchange = participant.exchange and not a.cancelled and participant.id = any(a.parties)
  )
order by participant.checked_in_at is null, participant.sort_key
