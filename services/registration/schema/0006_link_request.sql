-- Links that somebody has asked for and that are not mailed yet. A row is gone with its transaction: the mail is queued.
create table link_request (
    id           uuid        primary key,
    wanted       text        not null,
    email        text        not null,
    language     text        not null,
    correlation  text        not null,
    requested_at timestamptz not null default now()
);
