-- Who has an agreement with whom: they have found each other, and need no suggestion.
create table agreed (
    agreement uuid   primary key,
    exchange  uuid   not null,
    parties   uuid[] not null,
    listings  uuid[] not null
);

create index agreed_of_exchange on agreed (exchange);
