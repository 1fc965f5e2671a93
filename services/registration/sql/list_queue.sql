-- Numbers are given in the order of signing up, in which one stands in the queue as well.
select id from registration where exchange = %(exchange)s and waiting and not withdrawn order by number
