insert into contact (participant, contact_name, email, phone)
values (%(participant)s, %(contact_name)s, %(email)s, %(phone)s)
on conflict (participant) do update
set contact_name = excluded.contact_name, email = excluded.email, phone = excluded.phone
