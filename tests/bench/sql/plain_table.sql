-- The table of the event log, which numbers its rows from a sequence: it may have holes, and its order is not that
-- of the commits.
create sequence plain_position;
create table plain_log (like event_log including all);
alter table plain_log alter position set default nextval('plain_position');
