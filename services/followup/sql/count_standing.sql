select exchange, count(*) from follow_up where not ended group by exchange
