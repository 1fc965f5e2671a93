create table contact (
    participant  uuid primary key,
    contact_name text not null,
    email        text not null,
    phone        text not null,
    language     text not null
);
