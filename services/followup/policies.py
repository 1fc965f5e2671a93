"""Whenever this happened, do that: deadlines follow agreements, mails follow the closing and the deadlines."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid5

from services.followup.domain import FOLLOW_UP, MAILING, EndFollowUp, FollowUpCommand, RecordMailed, SetDeadline
from services.followup.herald import Herald
from services.followup.letters import AGREEMENTS_MAIL, Letters
from services.followup.links import AnswerLinks
from services.followup.queries import FollowUps
from services.followup.sight import Sight
from shared.aggregate import Aggregates
from shared.clock import Clock
from shared.contracts import agreements, followup, registration
from shared.contracts.agreements import AgreementCancelled, AgreementCorrected, AgreementMade, MarketClosed
from shared.contracts.base import Event
from shared.contracts.followup import DeadlineReached
from shared.contracts.registration import ParticipantErased
from shared.directory import Directory
from shared.eventlog import Recorded
from shared.logging import correlation
from shared.mail import Outbox
from shared.mail.outbox import Sent
from shared.policy import Policy, command_after, meta_after
from shared.web.i18n import speaking

ACTOR = "followup"


def follow_agreements(aggregates: Aggregates) -> Policy:
    """An agreement is followed up at its deadline, a corrected one at its new deadline, a cancelled one never."""

    async def react(event: Event, recorded: Recorded) -> None:
        command: FollowUpCommand
        match event:
            case AgreementMade() | AgreementCorrected():
                participants = tuple(party.participant for party in event.parties)
                command = SetDeadline(event.exchange, event.agreement, recorded.version, participants, event.deadline)
            case AgreementCancelled():
                command = EndFollowUp(event.exchange, event.agreement)
            case _:
                return
        carry_out = aggregates.begin if isinstance(event, AgreementMade) else aggregates.handle
        await carry_out(
            FOLLOW_UP,
            f"followup-{event.agreement}",
            command,
            command_id=command_after(recorded, "follow up"),
            meta=meta_after(recorded, actor=ACTOR),
        )

    return Policy("follow_agreements", agreements.CONTRACT, react)


def mail_agreements(herald: Herald) -> Policy:
    """When the market closes, each participant with a standing agreement is sent its agreements, in one mail.

    An agreement that comes, changes or is called off after that is told in one more mail to those whom it concerns.
    """

    async def react(event: Event, recorded: Recorded) -> None:
        match event:
            case MarketClosed():
                await herald.begin(event.exchange, recorded.id)
            case AgreementMade() | AgreementCorrected() | AgreementCancelled():
                await herald.tell(event.exchange, recorded.id)
            case _:
                return

    return Policy("mail_agreements", agreements.CONTRACT, react)


def forget_contacts(herald: Herald) -> Policy:
    """When a participant is erased, no mail that waits may give its contact away."""

    async def react(event: Event, recorded: Recorded) -> None:
        if isinstance(event, ParticipantErased):
            await herald.forget(event.exchange, event.participant, recorded.id)

    return Policy("forget_contacts", registration.CONTRACT, react)


def ask_parties(
    sight: Sight,
    follow_ups: FollowUps,
    directory: Directory,
    letters: Letters,
    links: AnswerLinks,
    outbox: Outbox,
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
            async with outbox.transaction() as connection:
                token = await links.make(
                    connection,
                    mail=mail,
                    exchange=exchange.id,
                    agreement=agreement.id,
                    participant=participant,
                    deadline=event.deadline,
                )
                if token is not None:
                    reader = contacts[participant]
                    with speaking(reader.language):
                        letter = letters.question(mail, exchange, reader, agreement, event.deadline, token)
                    await outbox.queue(letter, connection, cause=recorded.id)

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
                **({"causationid": str(mail.cause)} if mail.cause else {}),
            },
        )

    return on_sent
