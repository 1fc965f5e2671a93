select exchange, standing from board
