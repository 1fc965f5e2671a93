"""Whenever a participant is erased, its plan is, and what others have noted about it."""

from services.catalog.plan.book import Book
from shared.contracts import registration
from shared.contracts.base import Event
from shared.contracts.registration import ParticipantErased
from shared.eventlog import Recorded
from shared.policy import Policy


def forget_the_erased(book: Book) -> Policy:
    """Deletes what the book holds of an erased participant; once more does no harm."""

    async def react(event: Event, _: Recorded) -> None:
        if isinstance(event, ParticipantErased):
            await book.forget(event.participant)

    return Policy("plans_of_the_erased", registration.CONTRACT, react)
