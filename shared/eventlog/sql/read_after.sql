select position, stream, version, id, type, schema, data::text as data, meta, recorded_at
from event_log
where position > %(position)s
order by position
limit %(limit)s
