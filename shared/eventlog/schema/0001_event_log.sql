-- The log is the truth of a service. `position` counts all events without a hole; `version` counts a stream's.
create table event_log (
    position    bigint      primary key check (position > 0),
    stream      text        not null,
    version     integer     not null check (version > 0),
    id          uuid        not null unique,
    type        text        not null,
    schema      smallint    not null,
    data        jsonb       not null,
    meta        jsonb       not null,
    recorded_at timestamptz not null default clock_timestamp(),
    unique (stream, version)
);
