insert into policy (name, source, position, event) values (%(name)s, %(source)s, %(position)s, %(event)s)
on conflict (name) do update set position = excluded.position, event = excluded.event
where policy.position <= excluded.position
