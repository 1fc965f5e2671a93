-- One row per generation of a projection; `position` is its checkpoint, moved only together with its tables.
create table projection (
    name       text        not null,
    generation integer     not null,
    version    integer     not null,
    source     text        not null,
    position   bigint      not null default 0,
    live       boolean     not null default false,
    made_at    timestamptz not null default now(),
    primary key (name, generation)
);

create unique index one_live_generation on projection (name) where live;
