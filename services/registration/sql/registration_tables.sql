-- Contact and dietary needs are null once they are erased; `version` is that of the participant's stream, `language`
-- the one in which it signed up.
create table registration (
    id            uuid        primary key,
    exchange      uuid        not null,
    number        integer     not null,
    name          text        not null,
    sort_key      text        not null,
    sector        text        not null,
    people        integer     not null,
    contact_name  text,
    email         text,
    phone         text,
    individual    boolean     not null,
    dietary       text,
    photo_consent boolean,
    logo          text,
    consented_at  timestamptz not null,
    language      text        not null,
    waiting       boolean     not null,
    withdrawn     boolean     not null default false,
    checked_in_at timestamptz,
    erased        boolean     not null default false,
    version       integer     not null
);

create index registration_of_exchange on registration (exchange, sort_key);
create index registration_by_email on registration (lower(email));
create index registration_by_logo on registration (logo) where logo is not null;

create table wish (
    id              uuid    primary key,
    participant     uuid    not null,
    number          integer not null,
    kind            text    not null,
    category        text    not null,
    text            text    not null,
    money_confirmed boolean not null
);

create index wish_of_participant on wish (participant, number);

-- Participants that look alike, of which the organiser said that they are different ones.
create table told_apart (
    exchange     uuid   not null,
    participants uuid[] not null
);

create index told_apart_of_exchange on told_apart (exchange);
