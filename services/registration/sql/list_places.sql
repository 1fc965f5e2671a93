-- How many people each participant comes with or waits for places for, in the order of the queue.
select id, people, waiting from registration where exchange = %(exchange)s and not withdrawn order by number
