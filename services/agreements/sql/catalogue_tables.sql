create table listing (
    id          uuid    primary key,
    exchange    uuid    not null,
    participant uuid    not null,
    kind        text    not null,
    category    text    not null,
    text        text    not null,
    withdrawn   boolean not null default false
);

create index listing_of_participant on listing (participant);
