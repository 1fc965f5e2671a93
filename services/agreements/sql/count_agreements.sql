select count(*) filter (where cancelled_at is null) as standing,
       count(*) filter (where cancelled_at is null and commitment = 'intent') as intents,
       count(*) filter (where cancelled_at is not null) as cancelled
from agreement
where exchange = %(exchange)s
