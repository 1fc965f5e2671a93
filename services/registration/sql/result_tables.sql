-- Agreements that stand, as they read now; `position` is that of the event that made them.
create table concluded (
    agreement  uuid   primary key,
    exchange   uuid   not null,
    position   bigint not null,
    commitment text   not null,
    parties    jsonb  not null
);

create index concluded_of_exchange on concluded (exchange, position);

create table closing (
    exchange uuid        primary key,
    at       timestamptz not null
);
