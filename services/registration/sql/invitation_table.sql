-- The address is null once it is erased; `participant` is who signs up with the invitation.
create table invitation (
    id          uuid        primary key,
    exchange    uuid        not null,
    participant uuid        not null,
    name        text        not null,
    sort_key    text        not null,
    email       text,
    sent_at     timestamptz not null,
    declined_at timestamptz
);

create index invitation_of_exchange on invitation (exchange, sort_key);
