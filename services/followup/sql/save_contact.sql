-- The language is the one in which somebody signed up, whoever corrects a number for it later.
insert into contact (participant, contact_name, email, phone, language)
values (%(participant)s, %(contact_name)s, %(email)s, %(phone)s, %(language)s)
on conflict (participant) do update
set contact_name = excluded.contact_name, email = excluded.email, phone = excluded.phone
