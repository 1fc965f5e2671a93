-- How often a request has failed: it goes behind the others, and is given up in the end.
alter table link_request add column tries integer not null default 0;
