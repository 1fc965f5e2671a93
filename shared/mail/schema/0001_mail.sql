-- Mails to be sent. `content` (address, texts, attachments) is personal data: it is gone once the mail is sent.
create table mail (
    id        uuid        primary key,
    kind      text        not null,
    reference jsonb       not null,
    content   jsonb,
    queued_at timestamptz not null default now(),
    try_at    timestamptz not null default now(),
    tries     integer     not null default 0,
    sent_at   timestamptz
);

create index mail_waiting on mail (try_at) where sent_at is null;
