insert into agreement (id, exchange, commitment, deadline, first_contact, made_at, version)
values (%(agreement)s, %(exchange)s, %(commitment)s, %(deadline)s, %(first_contact)s, %(at)s, %(version)s)
