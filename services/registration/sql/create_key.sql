insert into subject_key (subject, wrapped) values (%(subject)s, %(wrapped)s) on conflict (subject) do nothing
