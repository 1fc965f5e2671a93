-- The highest generation that has ended; all before it have too.
create table ended_pin (
    exchange   uuid    not null,
    role       text    not null,
    generation integer not null,
    primary key (exchange, role)
);
