-- A correction may have made a voter a party of what it had chosen: such a vote does not count.
select id, parties, listings,
       array(select party ->> 'name' from jsonb_array_elements(shown -> 'parties') party) as names,
       array(select party ->> 'gives' from jsonb_array_elements(shown -> 'parties') party) as gives,
       (select count(*) from favourite
        where favourite.agreement = board_agreement.id and favourite.participant <> all(parties)) as votes
from board_agreement
where exchange = %(exchange)s and not cancelled
order by position
