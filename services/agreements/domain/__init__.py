"""What agreements decides: the market hour, and the agreements made in it.

What can happen is the published language, `shared.contracts.agreements`. Nothing here reads or writes, or asks what
time it is: the time, and whatever is decided elsewhere, arrive with the command.
"""
