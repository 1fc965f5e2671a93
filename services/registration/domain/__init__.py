"""What registration decides: planning an exchange, and taking part in one.

What can happen is the published language, `shared.contracts.registration`. Nothing here reads or writes, or asks
what time it is: the time, and whatever is decided elsewhere, arrive with the command.
"""
