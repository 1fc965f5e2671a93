-- How many people are expected.
select coalesce(sum(people), 0) from registration
where exchange = %(exchange)s and not waiting and not withdrawn
