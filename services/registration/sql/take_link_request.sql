-- The oldest that no other replica is at.
delete from link_request
where id = (select id from link_request order by requested_at for update skip locked limit 1)
returning id, wanted, email, language, correlation
