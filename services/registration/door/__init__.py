"""The door on the evening itself: helpers with a PIN, their tablets, and those who come without having signed up."""
