"""Whom an organiser asks to come: a list of names and addresses, a mail with a link each, and their answers."""
