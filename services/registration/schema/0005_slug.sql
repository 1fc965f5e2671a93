-- Addresses of exchanges. Taken before the exchange is planned: two streams cannot see each other's slug.
create table slug (
    slug     text primary key,
    exchange uuid not null unique
);
