insert into circular_recipient (circular, participant, mail) values (%(circular)s, %(participant)s, %(mail)s)
