-- The host joins with a PIN as brokers do: what was the brokers' is a role's.
alter table broker drop constraint broker_exchange_fkey;

alter table broker_pin rename to pin;
alter table pin rename column last_broker to last_number;
alter table pin add column role text not null default 'broker';
alter table pin alter column role drop default;
alter table pin drop constraint broker_pin_pkey;
alter table pin add primary key (exchange, role);

alter table broker rename to joined;
alter table joined add column role text not null default 'broker';
alter table joined alter column role drop default;
alter table joined drop constraint broker_pkey;
alter table joined add primary key (exchange, role, number);
alter table joined add foreign key (exchange, role) references pin;
