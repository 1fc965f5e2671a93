select position, type, schema, convert_to(data::text, 'UTF8') as data
from event_log
where position > %(after)s and (%(until)s::bigint is null or position <= %(until)s)
order by position
