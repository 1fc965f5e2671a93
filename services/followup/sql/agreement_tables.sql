create table agreement (
    id            uuid        primary key,
    exchange      uuid        not null,
    commitment    text        not null,
    deadline      date        not null,
    first_contact uuid        not null,
    made_at       timestamptz not null,
    cancelled_at  timestamptz,
    version       int         not null
);

create index agreement_of_exchange on agreement (exchange, deadline);

create table agreement_party (
    agreement   uuid not null,
    side        int  not null,
    participant uuid not null,
    name        text not null,
    gives       text,
    primary key (agreement, side)
);

-- The exchanges whose market has closed.
create table closing (
    exchange uuid primary key
);
