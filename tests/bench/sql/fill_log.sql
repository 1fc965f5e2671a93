copy event_log (position, stream, version, id, type, schema, data, meta) from stdin
