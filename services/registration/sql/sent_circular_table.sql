create table sent_circular (
    id         uuid        primary key,
    exchange   uuid        not null,
    recipients integer     not null,
    actor      text        not null,
    at         timestamptz not null
);

create index sent_circular_of_exchange on sent_circular (exchange, at);
