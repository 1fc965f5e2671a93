-- Personal links of participants. `mail` is the mail that carries the link: each mail gets one.
create table participant_link (
    token_hash  bytea       primary key,
    mail        uuid        not null unique,
    participant uuid        not null,
    exchange    uuid        not null,
    expires_at  timestamptz not null
);

create index participant_link_of_participant on participant_link (participant);
