create table exchange (
    id           uuid        primary key,
    organisation uuid        not null,
    slug         text        not null unique,
    name         text        not null,
    municipality text        not null,
    venue        text        not null,
    date         date        not null,
    doors_at     timestamptz not null,
    opens_at     timestamptz not null,
    closes_at    timestamptz not null,
    capacity     integer     not null,
    categories   text[]      not null,
    record       integer
);

create table participant (
    id            uuid    primary key,
    exchange      uuid    not null,
    name          text    not null,
    sort_key      text    not null,
    sector        text    not null,
    people        integer not null,
    withdrawn     boolean not null default false,
    checked_in_at timestamptz
);

create index participant_of_exchange on participant (exchange, sort_key);
