"""The rules of following up (handbook: 'Oppfølging av avtaler i etterkant').

Two aggregates. A follow-up (`followup-{agreement}`) waits for one agreement's deadline, asks once, and takes the
parties' answers. A mailing (`mailing-{exchange}-{participant}`) remembers what a participant was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.followup import (
    AgreementsMailed,
    DeadlineReached,
    DeadlineSet,
    FollowUpEnded,
    OutcomeReported,
)
from shared.contracts.vocabulary import Outcome
from shared.decider import Decider
from shared.refusal import Refused

MOST_CHARACTERS = 1000
"""Of each of the two texts that a party may write with its answer."""

EXPLAINED = frozenset({Outcome.STUCK, Outcome.NOT_HAPPENING})
"""Outcomes that are asked about further: why, and what it would take."""

# States


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party said last."""

    outcome: Outcome
    why: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No deadline has been set."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The deadline lies ahead. An answer may come all the same, by the link of an earlier deadline.

    `version` is that of the agreement which set the deadline.
    """

    version: int
    participants: tuple[UUID, ...]
    deadline: date
    answers: Mapping[UUID, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """The deadline was reached and the parties are asked."""

    version: int
    participants: tuple[UUID, ...]
    deadline: date
    answers: Mapping[UUID, Answer]


@dataclass(frozen=True, slots=True)
class Ended:
    """The agreement was cancelled: nobody is asked any more."""


FollowUp = Unknown | Waiting | Asked | Ended


# Commands


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """Follow the agreement up on this day, with these participants, as its `version` says."""

    exchange: UUID
    agreement: UUID
    version: int
    participants: tuple[UUID, ...]
    deadline: date


@dataclass(frozen=True, slots=True)
class ReachDeadline:
    """This deadline seems to be over: `over` is the latest one that the parties may be asked about."""

    exchange: UUID
    agreement: UUID
    deadline: date
    over: date
    at: datetime


@dataclass(frozen=True, slots=True)
class EndFollowUp:
    """The agreement is called off."""

    exchange: UUID
    agreement: UUID


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """A participant tells how it went."""

    exchange: UUID
    agreement: UUID
    participant: UUID
    outcome: Outcome
    why: str
    help: str
    at: datetime


FollowUpCommand = SetDeadline | ReachDeadline | EndFollowUp | ReportOutcome


def decide(command: FollowUpCommand, state: FollowUp) -> Sequence[Event]:
    """The events that a command leads to. Raises `Refused` for an answer that cannot be taken."""
    match command, state:
        case SetDeadline(), Ended():
            return ()
        case SetDeadline(), Waiting() | Asked() if (command.participants, command.deadline) == (
            state.participants,
            state.deadline,
        ):
            return ()
        case SetDeadline(version=seen), Waiting(version=newest) | Asked(version=newest) if seen <= newest:
            # A correction that changed nothing here has left no event that would tell that it comes again.
            return ()
        case SetDeadline(exchange, agreement, version, participants, deadline), _:
            return (
                DeadlineSet(
                    exchange=exchange,
                    agreement=agreement,
                    version=version,
                    participants=participants,
                    deadline=deadline,
                ),
            )
        case ReachDeadline(exchange, agreement, deadline, over, at), Waiting(_, participants, current):
            # The deadline may have been moved since the ticker looked.
            if current != deadline or deadline > over:
                return ()
            return (
                DeadlineReached(
                    exchange=exchange, agreement=agreement, participants=participants, deadline=deadline, at=at
                ),
            )
        case EndFollowUp(exchange, agreement), Unknown() | Waiting() | Asked():
            return (FollowUpEnded(exchange=exchange, agreement=agreement),)
        case ReportOutcome(), _:
            return _report(command, state)
        case _:
            return ()


def _report(command: ReportOutcome, state: FollowUp) -> Sequence[Event]:
    match state:
        case Unknown():
            raise Refused("not_found", "Vi finner ikke avtalen.")
        case Ended():
            raise Refused("gone", "Avtalen er avlyst, så du trenger ikke å svare.")
        case Waiting(_, participants, _, answers) | Asked(_, participants, _, answers):
            if command.participant not in participants:
                raise Refused("forbidden", "Bare de som er med i avtalen, kan fortelle hvordan det gikk.")
            if max(len(command.why), len(command.help)) > MOST_CHARACTERS:
                raise Refused(
                    "too_long", "Teksten er for lang. Du kan bruke opptil %(most)s tegn.", most=MOST_CHARACTERS
                )
            answer = _answer(command)
            if answers.get(command.participant) == answer:
                return ()
            return (
                OutcomeReported(
                    exchange=command.exchange,
                    agreement=command.agreement,
                    participant=command.participant,
                    outcome=answer.outcome,
                    why=answer.why,
                    help=answer.help,
                    at=command.at,
                ),
            )


def _answer(command: ReportOutcome) -> Answer:
    """The texts belong to an agreement that did not come off; what is left in the fields of another is dropped."""
    if command.outcome in EXPLAINED:
        return Answer(command.outcome, command.why, command.help)
    return Answer(command.outcome)


def evolve(state: FollowUp, event: Event) -> FollowUp:
    """The state after an event. A new deadline is a new question: earlier answers do not count for it."""
    match event, state:
        case DeadlineSet(), _:
            return Waiting(event.version, event.participants, event.deadline)
        case DeadlineReached(), Waiting(version, participants, deadline, answers):
            return Asked(version, participants, deadline, answers)
        case FollowUpEnded(), _:
            return Ended()
        case OutcomeReported(), Waiting() | Asked():
            answer = Answer(event.outcome, event.why, event.help)
            return replace(state, answers={**state.answers, event.participant: answer})
        case _:
            return state


FOLLOW_UP: Decider[FollowUpCommand, FollowUp] = Decider(Unknown(), decide, evolve)


# Mailings


@dataclass(frozen=True, slots=True)
class Mailing:
    """The agreements that a participant has been sent, in the mail before the next."""

    agreements: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordMailed:
    """A mail server took the mail with these agreements."""

    exchange: UUID
    participant: UUID
    agreements: tuple[UUID, ...]
    at: datetime


def decide_mailing(command: RecordMailed, _: Mailing) -> Sequence[Event]:
    """A sent mail is a fact and never refused; the command id, made from the mail's, keeps it to one event."""
    return (
        AgreementsMailed(
            exchange=command.exchange,
            participant=command.participant,
            agreements=command.agreements,
            at=command.at,
        ),
    )


def evolve_mailing(state: Mailing, event: Event) -> Mailing:
    """The state after an event."""
    return Mailing(event.agreements) if isinstance(event, AgreementsMailed) else state


MAILING: Decider[RecordMailed, Mailing] = Decider(Mailing(), decide_mailing, evolve_mailing)
