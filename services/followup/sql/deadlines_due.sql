-- With the correlation id of the request that the deadline comes from, weeks ago.
select follow_up.agreement, follow_up.exchange, follow_up.deadline, follow_up.deadline_set, exchange.organisation,
       event_log.meta ->> 'correlationid' as correlation
from follow_up
join exchange on exchange.id = follow_up.exchange
join event_log on event_log.id = follow_up.deadline_set
where exists (select from closing where closing.exchange = follow_up.exchange)
  and follow_up.deadline <= %(over)s and follow_up.reached_at is null and not follow_up.ended
order by follow_up.deadline
limit %(limit)s
