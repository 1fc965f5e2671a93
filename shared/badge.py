"""The code of a participant, which its name tag, slip and poster carry as a QR code.

It is an address, so that any phone that reads it shows the participant's needs and offers; whoever scans for the
door or a broker takes the participant's id from its end. It is public: it opens nothing and says nothing that the
catalogue does not.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

from shared.refusal import Refused

PREFIX = "/d"
"""Short, so that the squares of the QR code are large on a small label."""


def badge_address(public_url: str, participant: UUID) -> str:
    """`https://…/d/` and the participant's id as 22 characters of base64url (RFC 4648 §5)."""
    return f"{public_url.rstrip('/')}{PREFIX}/{urlsafe_b64encode(participant.bytes).decode().rstrip('=')}"


def participant_of(code: str) -> UUID:
    """The id in the last part of a badge's address. Raises `Refused` (`not_found`) for anything else."""
    try:
        return UUID(bytes=urlsafe_b64decode(f"{code}==".encode("ascii")))
    except (ValueError, Error):
        raise Refused("not_found", "Vi finner ikke deltakeren som denne koden hører til.") from None
