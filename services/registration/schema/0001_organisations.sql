-- Who arranges exchanges. Organisers' addresses are personal data: they are here and nowhere else.
create table organisation (
    id   uuid primary key,
    name text not null unique
);

create table organiser (
    id           uuid primary key,
    organisation uuid not null references organisation,
    email        text not null unique,
    signed_in_at timestamptz
);
