-- The keys that personal data is sealed under, each wrapped by the key-encryption key. An erased one stays
-- as a row without a key, so that it is never made again.
create table subject_key (
    subject    uuid        primary key,
    wrapped    bytea,
    created_at timestamptz not null default now(),
    erased_at  timestamptz,
    check ((wrapped is null) = (erased_at is not null))
);
