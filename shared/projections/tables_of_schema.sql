select table_name from information_schema.tables
where table_schema = %(schema)s and table_type = 'BASE TABLE'
order by table_name
