-- What participants have written in their plans (plan/book.py). `value` may be a private note.
create table plan (
    participant uuid        not null,
    about       uuid        not null,
    aspect      text        not null,
    value       text        not null,
    at          timestamptz not null,
    primary key (participant, aspect, about)
);

create index plan_about on plan (about);

-- Participants that were erased: a phone that was without network must not bring back what it knows of them.
create table plan_forgotten (
    participant uuid primary key
);
