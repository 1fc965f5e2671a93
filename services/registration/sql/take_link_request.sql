-- The oldest that no other replica is at; those that failed come last.
update link_request
set tries = tries + 1
where id = (select id from link_request order by tries, requested_at for update skip locked limit 1)
returning id, wanted, email, language, correlation, tries
