"""What the hall, the host and the participants see of an exchange as it happens."""
