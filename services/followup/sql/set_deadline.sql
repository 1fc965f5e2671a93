insert into follow_up (agreement, exchange, deadline, deadline_set)
values (%(agreement)s, %(exchange)s, %(deadline)s, %(deadline_set)s)
on conflict (agreement) do update
set deadline = excluded.deadline, deadline_set = excluded.deadline_set, reached_at = null
