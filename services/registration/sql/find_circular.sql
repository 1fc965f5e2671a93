select id, exchange, subject, text, language,
       array(select participant from circular_recipient where circular = id order by participant) as recipients
from circular where id = %(id)s
