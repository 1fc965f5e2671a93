-- Why a mail was queued: the correlation id of the request that led to it, and the event, if it was one.
alter table mail add column correlation text, add column cause uuid;
