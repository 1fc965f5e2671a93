-- From the log itself, so that an audit can hold the projections to it.
select (data ->> 'exchange')::uuid as exchange,
       count(*) filter (where type = 'AgreementMade') - count(*) filter (where type = 'AgreementCancelled') as standing
from event_log
where type in ('AgreementMade', 'AgreementCancelled')
group by data ->> 'exchange'
