create table participant (
    id            uuid    primary key,
    exchange      uuid    not null,
    number        integer not null,
    name          text    not null,
    sort_key      text    not null,
    sector        text    not null,
    people        integer not null,
    withdrawn     boolean not null default false,
    checked_in_at timestamptz
);

create index participant_of_exchange on participant (exchange, sort_key);

-- By itself, since a participant on the waiting list may choose one before it takes part.
create table participant_logo (
    participant uuid primary key,
    logo        text not null
);
