"""What registration publishes of the mails that an organiser writes to participants."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import Event


class CircularSent(Event):
    """An organiser had a mail sent to so many participants.

    Its subject, its text and whom it went to are not said: what people write may name somebody, and what is here is
    for ever.
    """

    type: Literal["CircularSent"] = "CircularSent"
    circular: UUID
    recipients: int = Field(ge=1)
    at: datetime
