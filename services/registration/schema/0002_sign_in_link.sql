-- One-time links by which organisers sign in. Of the secret only the hash is kept.
create table sign_in_link (
    token_hash bytea       primary key,
    organiser  uuid        not null references organiser,
    expires_at timestamptz not null,
    used_at    timestamptz
);
