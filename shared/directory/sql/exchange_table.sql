create table exchange (
    id           uuid        primary key,
    organisation uuid        not null,
    slug         text        not null unique,
    name         text        not null,
    municipality text        not null,
    venue        text        not null,
    date         date        not null,
    doors_at     timestamptz not null,
    opens_at     timestamptz not null,
    closes_at    timestamptz not null,
    capacity     integer     not null,
    categories   text[]      not null,
    record       integer,
    invited_only boolean     not null,
    contact      text,
    colours      jsonb
);
