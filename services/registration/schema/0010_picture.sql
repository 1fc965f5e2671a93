-- `digest` is SHA-256 of the content, which never changes. `wanted_at` is when somebody last meant to show it.
create table picture (
    digest     text        primary key check (digest ~ '^[0-9a-f]{64}$'),
    media_type text        not null,
    width      integer     not null,
    height     integer     not null,
    content    bytea       not null,
    wanted_at  timestamptz not null
);
