"""A list of those to be invited, as it is written or pasted: one on each line, a name and an address."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

ADDRESS = re.compile(r"[^\s<>;,\"']+@[^\s<>;,\"']+")
AROUND = " \t;,<>\"'"
LONGEST_NAME = 120


class Guest(NamedTuple):
    """An organisation and the address that its invitation goes to."""

    name: str
    email: str


class Pasted(NamedTuple):
    """What a list says: guests, each address once; how many came more than once; the lines that say something else."""

    guests: Sequence[Guest]
    doubles: int
    unread: Sequence[str]


def read(text: str) -> Pasted:
    """A list as mail programs, spreadsheets and people write it: 'Name; address', 'Name <address>', with tabs too."""
    found = [(line.strip(), _guest(line)) for line in text.splitlines() if line.strip()]
    guests = {guest.email.lower(): guest for _, guest in reversed(found) if guest}
    in_order = sorted(guests.values(), key=[guest for _, guest in found].index)
    return Pasted(
        guests=in_order,
        doubles=sum(guest is not None for _, guest in found) - len(guests),
        unread=[line for line, guest in found if guest is None],
    )


def without(guests: Sequence[Guest], known: Collection[str]) -> Sequence[Guest]:
    """Those whose address is not among the `known` ones."""
    lower = {address.lower() for address in known}
    return [guest for guest in guests if guest.email.lower() not in lower]


def _guest(line: str) -> Guest | None:
    addresses = ADDRESS.findall(line)
    name = " ".join(ADDRESS.sub(" ", line).split()).strip(AROUND)
    if len(addresses) != 1 or not name or len(name) > LONGEST_NAME:
        return None
    try:
        return Guest(name, validate_email(addresses[0], check_deliverability=False, allow_smtputf8=False).normalized)
    except EmailNotValidError:
        return None
