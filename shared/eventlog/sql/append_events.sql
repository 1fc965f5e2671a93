select outcome, version, position, stream
from append_events(
    %(streams)s::text[], %(expected)s::integer[],
    %(command)s::integer[], %(ids)s::uuid[], %(types)s::text[], %(schemas)s::smallint[],
    %(datas)s::jsonb[], %(metas)s::jsonb[]
)
