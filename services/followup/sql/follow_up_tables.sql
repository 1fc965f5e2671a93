-- `deadline_set` is the event that set the deadline: the same day may be set, left and set again.
create table follow_up (
    agreement    uuid        primary key,
    exchange     uuid        not null,
    deadline     date        not null,
    deadline_set uuid        not null,
    reached_at   timestamptz,
    ended        boolean     not null default false
);

create index follow_up_waiting on follow_up (deadline) where reached_at is null and not ended;

create table answer (
    agreement   uuid        not null,
    participant uuid        not null,
    outcome     text        not null,
    why         text        not null,
    help        text        not null,
    at          timestamptz not null,
    primary key (agreement, participant)
);

create table mailed (
    agreement   uuid        not null,
    participant uuid        not null,
    at          timestamptz not null,
    primary key (agreement, participant)
);
