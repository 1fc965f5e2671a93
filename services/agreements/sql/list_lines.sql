select participant, jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'category', category, 'text', text)
                              order by kind desc, text) as listings
from listing
where exchange = %(exchange)s and not withdrawn
group by participant
