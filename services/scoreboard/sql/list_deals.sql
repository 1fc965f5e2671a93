select id, parties, listings, array(select party ->> 'name' from jsonb_array_elements(shown -> 'parties') party) as names
from board_agreement
where exchange = %(exchange)s and not cancelled
order by position
