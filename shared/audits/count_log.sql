select count(*), coalesce(max(position), 0) from event_log
