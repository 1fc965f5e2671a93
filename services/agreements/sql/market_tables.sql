create table market (
    exchange   uuid        primary key,
    opened_at  timestamptz not null,
    closes_at  timestamptz not null,
    paused_at  timestamptz,
    closed_at  timestamptz,
    late_until date
);

create table agreement (
    id              uuid        primary key,
    exchange        uuid        not null,
    number          integer     not null,
    version         integer     not null,
    commitment      text        not null,
    deadline        date        not null,
    first_contact   uuid        not null,
    money_confirmed boolean     not null,
    made_at         timestamptz not null,
    broker          text        not null,
    corrected_at    timestamptz,
    cancelled_at    timestamptz,
    reason          text,
    late            boolean     not null,
    unique (exchange, number)
);

create table agreement_party (
    agreement   uuid    not null references agreement,
    place       integer not null,
    participant uuid    not null,
    name        text    not null,
    gives       text,
    listing     uuid,
    primary key (agreement, place)
);

-- Agreements between the same parties of which somebody said that they are different ones.
create table told_apart (
    exchange   uuid   not null,
    agreements uuid[] not null
);

create index told_apart_of_exchange on told_apart (exchange);
