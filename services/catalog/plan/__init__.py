"""A participant's own plan for the hour: whom to meet and why, and what it has marked, noted and put in order."""
