"""Whenever this happened, do that: deadlines follow agreements, mails follow the closing and the deadlines."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid5

import structlog

from services.followup.domain import FOLLOW_UP, MAILING, EndFollowUp, FollowUpCommand, RecordMailed, SetDeadline
from services.followup.letters import AGREEMENTS_MAIL, Letters
from services.followup.links import AnswerLinks
from services.followup.queries import FollowUps, of_participants
from shared.aggregate import Aggregates
from shared.clock import Clock
from shared.contracts import agreements, followup
from shared.contracts.agreements import AgreementCancelled, AgreementCorrected, AgreementMade, MarketClosed
from shared.contracts.base import Event
from shared.contracts.followup import DeadlineReached
from shared.database import Pool
from shared.directory import Directory
from shared.eventlog import Recorded
from shared.logging import correlation
from shared.mail import Outbox
from shared.mail.outbox import Sent
from shared.policy import Policy, command_after, meta_after
from shared.projection import Runner, Source

logger = structlog.get_logger()

ACTOR = "followup"


class Sight:
    """What the service sees of other services: projections, each with the source of its events.

    A policy may be ahead of the projections whose tables it asks, even where both follow the same stream.
    """

    def __init__(self, *followed: tuple[Runner, Source]) -> None:
        self._followed = followed

    async def current(self) -> None:
        """Returns when the projections show all that has happened until now, however long that takes."""
        for projection, source in self._followed:
            head = await source.head()
            while not await projection.reached(head):
                logger.info("policy waits", projection=projection.projection.name, position=head)


def follow_agreements(aggregates: Aggregates) -> Policy:
    """An agreement is followed up at its deadline, a corrected one at its new deadline, a cancelled one never."""

    async def react(event: Event, recorded: Recorded) -> None:
        command: FollowUpCommand
        match event:
            case AgreementMade() | AgreementCorrected():
                participants = tuple(party.participant for party in event.parties)
                command = SetDeadline(event.exchange, event.agreement, participants, event.deadline)
            case AgreementCancelled():
                command = EndFollowUp(event.exchange, event.agreement)
            case _:
                return
        await aggregates.handle(
            FOLLOW_UP,
            f"followup-{event.agreement}",
            command,
            command_id=command_after(recorded, "follow up"),
            meta=meta_after(recorded, actor=ACTOR),
        )

    return Policy("follow_agreements", agreements.CONTRACT, react)


def mail_agreements(
    sight: Sight,
    follow_ups: FollowUps,
    directory: Directory,
    letters: Letters,
    outbox: Outbox,
    clock: Clock,
) -> Policy:
    """When the market closes, each participant with a standing agreement is sent its agreements, in one mail."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, MarketClosed):
            return
        await sight.current()
        exchange = await directory.exchange_by_id(event.exchange)
        standing = [one for one in await follow_ups.of_exchange(exchange.id) if not one.cancelled_at]
        mine = of_participants(standing)
        contacts = await follow_ups.contacts(mine)
        for participant, theirs in mine.items():
            if reader := contacts.get(participant):
                mail = uuid5(recorded.id, str(participant))
                await outbox.queue(letters.agreements(mail, exchange, reader, theirs, contacts, clock.now()))

    return Policy("mail_agreements", agreements.CONTRACT, react)


def ask_parties(
    sight: Sight,
    follow_ups: FollowUps,
    directory: Directory,
    letters: Letters,
    links: AnswerLinks,
    outbox: Outbox,
    pool: Pool,
) -> Policy:
    """When a deadline is reached, both parties are asked how it went, each by a link of its own."""

    async def react(event: Event, recorded: Recorded) -> None:
        if not isinstance(event, DeadlineReached):
            return
        await sight.current()
        agreement = await follow_ups.agreement(event.agreement)
        if agreement is None or agreement.cancelled_at:
            return
        exchange = await directory.exchange_by_id(event.exchange)
        contacts = await follow_ups.contacts(event.participants)
        still_parties = {party.participant for party in agreement.parties}
        for participant in still_parties & contacts.keys():
            mail = uuid5(recorded.id, str(participant))
            async with pool.connection() as connection, connection.transaction():
                token = await links.make(
                    connection,
                    mail=mail,
                    exchange=exchange.id,
                    agreement=agreement.id,
                    participant=participant,
                    deadline=event.deadline,
                )
                if token is not None:
                    letter = letters.question(mail, exchange, contacts[participant], agreement, event.deadline, token)
                    await outbox.queue(letter, connection)

    return Policy("ask_parties", followup.CONTRACT, react)


def record_mailed(aggregates: Aggregates, clock: Clock) -> Callable[[Sent], Awaitable[None]]:
    """When a mail server has taken a participant's agreements, that is a fact of the log."""

    async def on_sent(mail: Sent) -> None:
        if mail.kind != AGREEMENTS_MAIL:
            return
        exchange, participant = UUID(mail.reference["exchange"]), UUID(mail.reference["participant"])
        sent = tuple(UUID(id_) for id_ in mail.reference["agreements"].split(","))
        await aggregates.handle(
            MAILING,
            f"mailing-{exchange}-{participant}",
            RecordMailed(exchange, participant, sent, clock.now()),
            command_id=mail.id,
            meta={
                "organisation": mail.reference["organisation"],
                "actor": ACTOR,
                "correlationid": correlation(),
            },
        )

    return on_sent
