select stream from event_log
group by stream
having count(*) <> max(version) or min(version) <> 1
order by stream
limit 1
