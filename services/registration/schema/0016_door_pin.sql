-- How the door's helpers join: the tables of shared/pins.
create table pin (
    exchange    uuid        not null,
    role        text        not null,
    generation  integer     not null,
    hash        bytea       not null,
    valid_until timestamptz not null,
    last_number integer     not null default 0,
    command     uuid,
    replaced    uuid[]      not null default '{}',
    primary key (exchange, role)
);

create table joined (
    exchange   uuid        not null,
    role       text        not null,
    number     integer     not null,
    generation integer     not null,
    joined_at  timestamptz not null,
    primary key (exchange, role, number),
    foreign key (exchange, role) references pin
);
