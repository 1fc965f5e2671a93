insert into plain_log (stream, version, id, type, schema, data, meta)
values (%(stream)s, 1, %(id)s, %(type)s, %(schema)s, %(data)s, %(meta)s)
