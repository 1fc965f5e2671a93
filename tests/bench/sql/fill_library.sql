copy application_events (originator_id, originator_version, topic, state) from stdin
