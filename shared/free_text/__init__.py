"""What people write in their own words: what in it an exchange, or the public, should not get."""
