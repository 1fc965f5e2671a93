-- The circulars of an exchange, the newest first, and how far their mails have come. A mail that is not queued yet
-- waits, and one that never was, because its reader has withdrawn or is erased, counts as left out.
select sent_circular.id, sent_circular.at, sent_circular.recipients, circular.subject, circular.text,
       organiser.email as sender, mails.sent, mails.delayed,
       case when circular.queued_at is null then 0 else mails.wanted - mails.queued end as left_out
from sent_circular
left join circular on circular.id = sent_circular.id
left join organiser on sent_circular.actor = 'organiser:' || organiser.id::text
cross join lateral (
    select count(*)::int as wanted, count(mail.id)::int as queued, count(mail.sent_at)::int as sent,
           count(*) filter (where mail.sent_at is null and mail.tries > 1)::int as delayed
    from circular_recipient left join mail on mail.id = circular_recipient.mail
    where circular_recipient.circular = sent_circular.id
) as mails
where sent_circular.exchange = %(exchange)s
order by sent_circular.at desc, sent_circular.id
