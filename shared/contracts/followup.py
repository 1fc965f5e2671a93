"""What followup publishes: mails, deadlines and how the agreements went."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.base import Contract, Data, Event
from shared.contracts.vocabulary import Outcome


class AgreementsMailed(Event):
    """A participant was sent its agreements with the partners' contacts (one mail per participant)."""

    type: Literal["AgreementsMailed"] = "AgreementsMailed"
    participant: UUID
    agreements: tuple[UUID, ...]
    at: datetime


class DeadlineSet(Event):
    """An agreement is to be followed up on this day.

    `version` is that of the agreement in which it says so; 0 where that was not written down.
    """

    SCHEMA: ClassVar[int] = 2

    type: Literal["DeadlineSet"] = "DeadlineSet"
    agreement: UUID
    version: int
    participants: tuple[UUID, ...]
    deadline: date


class DeadlineReached(Event):
    """The day came, and the parties are asked. Once per deadline."""

    type: Literal["DeadlineReached"] = "DeadlineReached"
    agreement: UUID
    participants: tuple[UUID, ...]
    deadline: date
    at: datetime


class FollowUpEnded(Event):
    """The agreement was cancelled: nobody is asked about it any more."""

    type: Literal["FollowUpEnded"] = "FollowUpEnded"
    agreement: UUID


class OutcomeReported(Event):
    """A party told how the agreement went; its latest answer counts."""

    type: Literal["OutcomeReported"] = "OutcomeReported"
    agreement: UUID
    participant: UUID
    outcome: Outcome
    why: str
    help: str
    at: datetime


def _before_versions(data: Data) -> Data:
    """Until schema 2 nobody knew of which version of the agreement a deadline was."""
    return {**data, "version": 0}


CONTRACT = Contract(
    "followup",
    [AgreementsMailed, DeadlineSet, DeadlineReached, FollowUpEnded, OutcomeReported],
    {("DeadlineSet", 1): _before_versions},
)
