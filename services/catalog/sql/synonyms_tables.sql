create table synonyms (
    exchange uuid  primary key,
    groups   jsonb not null
);
