create table participant (
    id            uuid    primary key,
    exchange      uuid    not null,
    name          text    not null,
    sort_key      text    not null,
    sector        text    not null,
    people        integer not null,
    withdrawn     boolean not null default false,
    checked_in_at timestamptz,
    logo          text
);

create index participant_of_exchange on participant (exchange, sort_key);
