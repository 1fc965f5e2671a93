-- Finds a participant's lines in the log itself (find_published_by.sql).
create index event_log_published_by on event_log ((data ->> 'participant')) where type = 'ListingPublished';
