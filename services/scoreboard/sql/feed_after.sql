select position, exchange, kind, data::text from board_feed
where position > %(after)s
order by position limit %(limit)s
