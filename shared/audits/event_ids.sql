select position, id from event_log where position > %(after)s order by position limit %(limit)s
