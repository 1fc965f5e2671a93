select data ->> 'listing' from event_log
where type = 'ListingPublished' and data ->> 'participant' = %(participant)s
order by position
