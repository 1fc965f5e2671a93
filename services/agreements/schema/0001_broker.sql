create table broker_pin (
    exchange    uuid        primary key,
    generation  integer     not null,
    hash        bytea       not null,
    valid_until timestamptz not null,
    last_broker integer     not null default 0
);

create table broker (
    exchange   uuid        not null references broker_pin,
    number     integer     not null,
    generation integer     not null,
    joined_at  timestamptz not null,
    primary key (exchange, number)
);
