insert into organiser (id, organisation, email)
select %(id)s, organisation.id, %(email)s from organisation where name = %(organisation)s
on conflict (email) do nothing
