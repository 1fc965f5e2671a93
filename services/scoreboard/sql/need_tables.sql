-- The needs of the catalogue.
create table need (
    id          uuid primary key,
    exchange    uuid not null,
    participant uuid not null,
    category    text not null,
    text        text not null
);

create index need_of_exchange on need (exchange);
