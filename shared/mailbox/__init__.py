"""A local mailbox for trying out: accepts mails over SMTP, delivers none, and shows them at /utboks."""

from shared.mailbox.app import create_mailbox

__all__ = ["create_mailbox"]
