"""Mail as an external effect: queued in the service's own database under an id made from what caused it.

A mail is queued once however often its cause is seen, and sent until a server has taken it. After that its
address and text are deleted. A crash between the server's 'taken' and our noting it sends the same Message-ID
again, which mail programs show once.
"""

from pathlib import Path

from shared.mail.outbox import ORGANISATION_HEADER, Attachment, Mail, Outbox, Picture

MIGRATIONS = Path(__file__).parent / "schema"

__all__ = ["MIGRATIONS", "ORGANISATION_HEADER", "Attachment", "Mail", "Outbox", "Picture"]
