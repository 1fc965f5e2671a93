select position, exchange, kind, data::text from board_feed
where exchange = %(exchange)s and position > %(after)s and position <= %(until)s
order by position limit %(limit)s
