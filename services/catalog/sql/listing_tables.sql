create table listing (
    id          uuid     primary key,
    exchange    uuid     not null,
    participant uuid     not null,
    kind        text     not null,
    category    text     not null,
    text        text     not null,
    sort_key    text     not null,
    words       tsvector not null generated always as (to_tsvector('norwegian', text)) stored
);

-- A search reads the some hundred lines of one exchange: an index of their words would cost more than it saves.
create index listing_of_exchange on listing (exchange);

-- But likeness is dear: the threes of letters of a text are found when it is written, and not at each search, and are
-- put in their places at once, not when somebody tidies up.
create index listing_alike on listing using gin (text gin_trgm_ops) with (fastupdate = off);
