delete from mail where reference ->> 'participant' = %(participant)s and sent_at is null
