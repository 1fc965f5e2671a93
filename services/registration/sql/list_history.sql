-- What has happened to a participant, and who did it.
select type as what, recorded_at as at, meta ->> 'actor' as actor
from event_log where stream = %(stream)s order by version
