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
  and (position(%(key)s in participant.sort_key) > 0 or participant.number::text = %(text)s)
order by participant.number::text = %(text)s desc, starts_with(participant.sort_key, %(key)s) desc, participant.sort_key
limit 10
