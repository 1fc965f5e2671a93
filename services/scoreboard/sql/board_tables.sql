-- One row per exchange that has opened; `position` is the last event that changed anything of it. Late agreements are
-- among the standing ones.
create table board (
    exchange   uuid        primary key,
    position   bigint      not null,
    standing   integer     not null default 0,
    late       integer     not null default 0,
    opened_at  timestamptz,
    closes_at  timestamptz,
    paused_at  timestamptz,
    closed_at  timestamptz,
    late_until date
);

-- An agreement as the stage shows it, `shown` being the JSON that viewers get. Its parties stand in the same order in
-- both columns.
create table board_agreement (
    id        uuid    primary key,
    exchange  uuid    not null,
    position  bigint  not null,
    cancelled boolean not null default false,
    late      boolean not null,
    parties   uuid[]  not null,
    listings  uuid[]  not null,
    shown     jsonb   not null
);

create index board_agreement_latest on board_agreement (exchange, position desc) where not cancelled;

-- The vote of each participant for the room's favourite.
create table favourite (
    participant uuid primary key,
    agreement   uuid not null
);

create index favourite_by_agreement on favourite (agreement);

-- What viewers are told, in order; a viewer that comes back is told what it missed.
create table board_feed (
    position bigint primary key,
    exchange uuid   not null,
    kind     text   not null,
    data     jsonb  not null
);

create index board_feed_of_exchange on board_feed (exchange, position);
