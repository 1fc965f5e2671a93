select coalesce(max(position), 0) from board_feed
