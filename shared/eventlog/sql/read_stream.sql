select position, stream, version, id, type, schema, data::text as data, meta, recorded_at
from event_log
where stream = %(stream)s
order by version
