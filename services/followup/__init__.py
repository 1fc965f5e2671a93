"""What became of the agreements: mails with the partners' contacts, deadlines, and the parties' answers."""
