"""Events -> the tables that followup reads: contacts, agreements, and how they are followed up."""

from collections.abc import Iterator
from pathlib import Path

from shared.contracts import agreements, followup, registration
from shared.contracts.agreements import AgreementCancelled, AgreementCorrected, AgreementMade, MarketClosed
from shared.contracts.followup import (
    AgreementsMailed,
    DeadlineReached,
    DeadlineSet,
    FollowUpEnded,
    OutcomeReported,
)
from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantErased,
    ParticipantRegistered,
    ParticipantWaitlisted,
)
from shared.database import Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sql import statements
from shared.web.i18n import SOURCE_LANGUAGE

sql = statements(Path(__file__).parent / "sql")
SAVE_CONTACT = sql("save_contact")
DELETE_CONTACT = sql("delete_contact")
INSERT_AGREEMENT = sql("insert_agreement")
CORRECT_AGREEMENT = sql("correct_agreement")
CANCEL_AGREEMENT = sql("cancel_agreement")
SAVE_PARTY = sql("save_party")
DROP_PARTIES = sql("drop_parties")
CLOSE_MARKET = sql("close_market")
SET_DEADLINE = sql("set_deadline")
DELETE_ANSWERS = sql("delete_answers")
REACH_DEADLINE = sql("reach_deadline")
END_FOLLOW_UP = sql("end_follow_up")
SAVE_ANSWER = sql("save_answer")
SAVE_MAILED = sql("save_mailed")

CONTACTS = Projection("contacts", 3, registration.CONTRACT, sql("contact_tables"))
"""Decrypted: run it with keys. A contact is gone as soon as its participant is erased."""

AGREEMENTS = Projection("agreements", 3, agreements.CONTRACT, sql("agreement_tables"))
FOLLOW_UPS = Projection("follow_ups", 1, followup.CONTRACT, sql("follow_up_tables"))


@CONTACTS.on(ParticipantRegistered)
def participant_registered(event: ParticipantRegistered, recorded: Recorded) -> Iterator[Statement]:
    yield SAVE_CONTACT, _contact(event, recorded)


@CONTACTS.on(ParticipantWaitlisted)
def participant_waitlisted(event: ParticipantWaitlisted, recorded: Recorded) -> Iterator[Statement]:
    """Its promotion says nothing of the contact any more."""
    yield SAVE_CONTACT, _contact(event, recorded)


@CONTACTS.on(ParticipantChanged)
def participant_changed(event: ParticipantChanged, recorded: Recorded) -> Iterator[Statement]:
    yield SAVE_CONTACT, _contact(event, recorded)


@CONTACTS.on(ParticipantErased)
def participant_erased(event: ParticipantErased, _: Recorded) -> Iterator[Statement]:
    yield DELETE_CONTACT, {"participant": event.participant}


def _contact(
    event: ParticipantRegistered | ParticipantWaitlisted | ParticipantChanged, recorded: Recorded
) -> dict[str, object]:
    return {
        **event.model_dump(include={"participant", "contact_name", "email", "phone"}),
        "language": recorded.meta.get("language", SOURCE_LANGUAGE),
    }


@AGREEMENTS.on(AgreementMade)
def agreement_made(event: AgreementMade, recorded: Recorded) -> Iterator[Statement]:
    yield INSERT_AGREEMENT, {**event.model_dump(exclude={"parties"}), "version": recorded.version}
    yield from _parties(event)


@AGREEMENTS.on(AgreementCorrected)
def agreement_corrected(event: AgreementCorrected, recorded: Recorded) -> Iterator[Statement]:
    yield CORRECT_AGREEMENT, {**event.model_dump(exclude={"parties"}), "version": recorded.version}
    yield from _parties(event)


@AGREEMENTS.on(AgreementCancelled)
def agreement_cancelled(event: AgreementCancelled, recorded: Recorded) -> Iterator[Statement]:
    yield CANCEL_AGREEMENT, {"agreement": event.agreement, "at": event.at, "version": recorded.version}


@AGREEMENTS.on(MarketClosed)
def market_closed(event: MarketClosed, _: Recorded) -> Iterator[Statement]:
    yield CLOSE_MARKET, {"exchange": event.exchange}


def _parties(event: AgreementMade | AgreementCorrected) -> Iterator[Statement]:
    for side, party in enumerate(event.parties):
        yield SAVE_PARTY, {"agreement": event.agreement, "side": side, **party.model_dump(exclude={"listing"})}
    yield DROP_PARTIES, {"agreement": event.agreement, "parties": len(event.parties)}


@FOLLOW_UPS.on(DeadlineSet)
def deadline_set(event: DeadlineSet, recorded: Recorded) -> Iterator[Statement]:
    yield SET_DEADLINE, {**event.model_dump(exclude={"participants", "version"}), "deadline_set": recorded.id}
    yield DELETE_ANSWERS, {"agreement": event.agreement}


@FOLLOW_UPS.on(DeadlineReached)
def deadline_reached(event: DeadlineReached, _: Recorded) -> Iterator[Statement]:
    yield REACH_DEADLINE, {"agreement": event.agreement, "at": event.at}


@FOLLOW_UPS.on(FollowUpEnded)
def follow_up_ended(event: FollowUpEnded, _: Recorded) -> Iterator[Statement]:
    yield END_FOLLOW_UP, {"agreement": event.agreement}


@FOLLOW_UPS.on(OutcomeReported)
def outcome_reported(event: OutcomeReported, _: Recorded) -> Iterator[Statement]:
    yield SAVE_ANSWER, event.model_dump()


@FOLLOW_UPS.on(AgreementsMailed)
def agreements_mailed(event: AgreementsMailed, _: Recorded) -> Iterator[Statement]:
    yield SAVE_MAILED, {**event.model_dump(), "agreements": list(event.agreements)}
