-- Who answered for a paper form, and when it was written down here: the moment of the agreement is another one.
select data ->> 'broker' as broker, recorded_at as at, position
from event_log
where stream = %(stream)s and type in ('AgreementMade', 'PaperRecognised')
order by version desc
limit 1
