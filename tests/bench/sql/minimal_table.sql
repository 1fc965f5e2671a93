create table agreement (
    position bigint generated always as identity primary key,
    id       uuid   not null unique,
    data     jsonb  not null
)
