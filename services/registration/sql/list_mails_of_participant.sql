select kind, queued_at, sent_at, tries from mail where reference ->> 'participant' = %(participant)s order by queued_at
