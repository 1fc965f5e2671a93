-- What the participants of each closed exchange have been sent: {participant: {agreement: version}}. Whoever writes
-- mails about agreements locks the exchange's row, so that replicas send nothing twice.
create table told (
    exchange     uuid  primary key,
    participants jsonb not null default '{}'
);
