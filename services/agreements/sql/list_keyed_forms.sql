select stream from event_log where stream = any(%(streams)s) and version = 1
