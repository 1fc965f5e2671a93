-- The command that made the PIN: the same one again makes no other.
alter table broker_pin add column command uuid;
