-- One mail that is due, kept from other replicas for a while: whoever crashes with it loses it after that.
update mail
set try_at = now() + make_interval(secs => %(lease)s), tries = tries + 1
where id = (
    select id from mail
    where sent_at is null and try_at <= now()
    order by queued_at
    for update skip locked
    limit 1
)
returning id, kind, reference, content, tries, correlation, cause
