copy (select type, data from event_log order by position) to stdout
