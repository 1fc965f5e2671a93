-- What the organiser has written and chosen; null where the exchange's site is as Børsen makes it.
create table site (
    exchange    uuid    primary key,
    texts       jsonb   not null,
    picture     text,
    description text,
    main        text,
    highlight   text,
    version     integer not null
);

create index site_of_picture on site (picture);
