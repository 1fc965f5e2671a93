-- How far each policy has reacted. It may stand behind what was done, never ahead: reactions are idempotent.
create table policy (
    name     text   primary key,
    source   text   not null,
    position bigint not null default 0
);
