select follow_up.agreement, follow_up.exchange, follow_up.deadline, follow_up.deadline_set, exchange.organisation
from follow_up join exchange on exchange.id = follow_up.exchange
where exists (select from closing where closing.exchange = follow_up.exchange)
  and follow_up.deadline <= %(over)s and follow_up.reached_at is null and not follow_up.ended
order by follow_up.deadline
limit %(limit)s
