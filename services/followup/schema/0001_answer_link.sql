-- Personal links by which a party answers. Only the token's hash is kept; `mail` is the one that carries it.
create table answer_link (
    token_hash  bytea       primary key,
    mail        uuid        not null unique,
    exchange    uuid        not null,
    agreement   uuid        not null,
    participant uuid        not null,
    deadline    date        not null,
    expires_at  timestamptz not null
);
