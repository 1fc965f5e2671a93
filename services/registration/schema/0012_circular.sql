-- Mails that organisers write to many. Their words are here and not in the log, so that they can be deleted; `queued_at`
-- is when all of its mails stood in the outbox.
create table circular (
    id        uuid        primary key,
    exchange  uuid        not null,
    subject   text        not null,
    text      text        not null,
    language  text        not null,
    queued_at timestamptz
);

create table circular_recipient (
    circular    uuid not null references circular on delete cascade,
    participant uuid not null,
    mail        uuid not null,
    primary key (circular, participant)
);
