"""Registration's events -> the tables `exchange` and `participant`."""

from collections.abc import Iterator
from pathlib import Path

from psycopg.types.json import Jsonb

from shared.contracts import registration
from shared.contracts.registration import (
    CapacityChanged,
    ExchangePlanned,
    LogoChosen,
    ParticipantChanged,
    ParticipantCheckedIn,
    ParticipantCheckInUndone,
    ParticipantErased,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWithdrawn,
)
from shared.contracts.site import SitePublished
from shared.database import Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sorting import norwegian_key
from shared.sql import statements

sql = statements(Path(__file__).parent / "sql")
INSERT_EXCHANGE = sql("insert_exchange")
CHANGE_CAPACITY = sql("change_capacity")
CHOOSE_COLOURS = sql("choose_colours")
INSERT_PARTICIPANT = sql("insert_participant")
CHANGE_PARTICIPANT = sql("change_participant")
CHOOSE_LOGO = sql("choose_logo")
REMOVE_LOGO = sql("remove_logo")
WITHDRAW_PARTICIPANT = sql("withdraw_participant")
CHECK_IN_PARTICIPANT = sql("check_in_participant")
UNDO_CHECK_IN = sql("undo_check_in")

EXCHANGE_TABLE = sql("exchange_table")

DIRECTORY = Projection("directory", 4, registration.CONTRACT, EXCHANGE_TABLE + sql("participant_table"))


@DIRECTORY.on(ExchangePlanned)
def exchange_planned(event: ExchangePlanned, _: Recorded) -> Iterator[Statement]:
    yield INSERT_EXCHANGE, event.model_dump(mode="json")


@DIRECTORY.on(CapacityChanged)
def capacity_changed(event: CapacityChanged, _: Recorded) -> Iterator[Statement]:
    yield CHANGE_CAPACITY, event.model_dump(include={"exchange", "capacity"})


@DIRECTORY.on(SitePublished)
def site_published(event: SitePublished, _: Recorded) -> Iterator[Statement]:
    yield CHOOSE_COLOURS, chosen_colours(event)


@DIRECTORY.on(ParticipantRegistered)
def participant_registered(event: ParticipantRegistered, _: Recorded) -> Iterator[Statement]:
    yield INSERT_PARTICIPANT, {**_public(event), "number": event.number}


@DIRECTORY.on(ParticipantPromoted)
def participant_promoted(event: ParticipantPromoted, _: Recorded) -> Iterator[Statement]:
    yield INSERT_PARTICIPANT, {**_public(event), "number": event.number}


@DIRECTORY.on(ParticipantChanged)
def participant_changed(event: ParticipantChanged, _: Recorded) -> Iterator[Statement]:
    yield CHANGE_PARTICIPANT, _public(event)


@DIRECTORY.on(LogoChosen)
def logo_chosen(event: LogoChosen, _: Recorded) -> Iterator[Statement]:
    if event.logo is None:
        yield REMOVE_LOGO, {"participant": event.participant}
    else:
        yield CHOOSE_LOGO, {"participant": event.participant, "logo": event.logo}


@DIRECTORY.on(ParticipantWithdrawn)
def participant_withdrawn(event: ParticipantWithdrawn, _: Recorded) -> Iterator[Statement]:
    yield WITHDRAW_PARTICIPANT, {"participant": event.participant}
    yield REMOVE_LOGO, {"participant": event.participant}


@DIRECTORY.on(ParticipantErased)
def participant_erased(event: ParticipantErased, _: Recorded) -> Iterator[Statement]:
    yield REMOVE_LOGO, {"participant": event.participant}


@DIRECTORY.on(ParticipantCheckedIn)
def participant_checked_in(event: ParticipantCheckedIn, _: Recorded) -> Iterator[Statement]:
    yield CHECK_IN_PARTICIPANT, {"participant": event.participant, "at": event.at}


@DIRECTORY.on(ParticipantCheckInUndone)
def check_in_undone(event: ParticipantCheckInUndone, _: Recorded) -> Iterator[Statement]:
    yield UNDO_CHECK_IN, {"participant": event.participant}


def chosen_colours(event: SitePublished) -> dict[str, object]:
    """What `CHOOSE_COLOURS` asks for."""
    return {"exchange": event.exchange, "colours": event.colours and Jsonb(event.colours.model_dump())}


def _public(event: ParticipantRegistered | ParticipantPromoted | ParticipantChanged) -> dict[str, object]:
    return {
        "participant": event.participant,
        "exchange": event.exchange,
        "name": event.name,
        "sort_key": norwegian_key(event.name),
        "sector": event.sector,
        "people": event.people,
    }
