select participant.id, participant.name, participant.sector, participant.checked_in_at is not null as checked_in,
       coalesce(
           (select jsonb_agg(
                       jsonb_build_object('id', id, 'kind', kind, 'category', category, 'text', text)
                       order by kind desc, text)
            from listing where listing.participant = participant.id and not withdrawn),
           '[]'
       ) as listings
from participant
where participant.exchange = %(exchange)s and not participant.withdrawn
  and position(%(key)s in participant.sort_key) > 0
order by starts_with(participant.sort_key, %(key)s) desc, participant.sort_key
limit 10
