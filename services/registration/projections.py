"""Registration's events -> the tables `exchange`, `registration`, `wish` and `told_apart`."""

from collections.abc import Iterator
from pathlib import Path

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
    ParticipantsToldApart,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    SignUp,
    WishesChanged,
)
from shared.contracts.site import SitePublished
from shared.database import Statement
from shared.directory.projection import (
    CHANGE_CAPACITY,
    CHOOSE_COLOURS,
    EXCHANGE_TABLE,
    INSERT_EXCHANGE,
    chosen_colours,
)
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sorting import norwegian_key
from shared.sql import statements
from shared.web.i18n import SOURCE_LANGUAGE

sql = statements(Path(__file__).parent / "sql")
INSERT_REGISTRATION = sql("insert_registration")
INSERT_WISH = sql("insert_wish")
DELETE_WISHES = sql("delete_wishes")
TOUCH_REGISTRATION = sql("touch_registration")
PROMOTE_REGISTRATION = sql("promote_registration")
CHANGE_REGISTRATION = sql("change_registration")
CHOOSE_REGISTRATION_LOGO = sql("choose_registration_logo")
WITHDRAW_REGISTRATION = sql("withdraw_registration")
CHECK_IN_REGISTRATION = sql("check_in_registration")
UNDO_CHECK_IN_OF_REGISTRATION = sql("undo_check_in_of_registration")
ERASE_REGISTRATION = sql("erase_registration")
TELL_APART = sql("tell_apart")

REGISTRATIONS = Projection("registrations", 8, registration.CONTRACT, EXCHANGE_TABLE + sql("registration_tables"))
"""Who arranges what, and who takes part, with the contact: run it with keys."""


@REGISTRATIONS.on(ExchangePlanned)
def exchange_planned(event: ExchangePlanned, _: Recorded) -> Iterator[Statement]:
    yield INSERT_EXCHANGE, event.model_dump(mode="json")


@REGISTRATIONS.on(CapacityChanged)
def capacity_changed(event: CapacityChanged, _: Recorded) -> Iterator[Statement]:
    yield CHANGE_CAPACITY, event.model_dump(include={"exchange", "capacity"})


@REGISTRATIONS.on(SitePublished)
def site_published(event: SitePublished, _: Recorded) -> Iterator[Statement]:
    yield CHOOSE_COLOURS, chosen_colours(event)


@REGISTRATIONS.on(ParticipantRegistered)
def participant_registered(event: ParticipantRegistered, recorded: Recorded) -> Iterator[Statement]:
    yield from _signed_up(event, recorded, waiting=False)


@REGISTRATIONS.on(ParticipantWaitlisted)
def participant_waitlisted(event: ParticipantWaitlisted, recorded: Recorded) -> Iterator[Statement]:
    yield from _signed_up(event, recorded, waiting=True)


@REGISTRATIONS.on(ParticipantPromoted)
def participant_promoted(event: ParticipantPromoted, recorded: Recorded) -> Iterator[Statement]:
    yield PROMOTE_REGISTRATION, {"participant": event.participant, "version": recorded.version}


@REGISTRATIONS.on(ParticipantChanged)
def participant_changed(event: ParticipantChanged, recorded: Recorded) -> Iterator[Statement]:
    yield CHANGE_REGISTRATION, {**_details(event), "version": recorded.version}


@REGISTRATIONS.on(WishesChanged)
def wishes_changed(event: WishesChanged, recorded: Recorded) -> Iterator[Statement]:
    yield TOUCH_REGISTRATION, {"participant": event.participant, "version": recorded.version}
    yield DELETE_WISHES, {"participant": event.participant}
    yield from _wishes(event)


@REGISTRATIONS.on(LogoChosen)
def logo_chosen(event: LogoChosen, recorded: Recorded) -> Iterator[Statement]:
    yield (
        CHOOSE_REGISTRATION_LOGO,
        {"participant": event.participant, "logo": event.logo, "version": recorded.version},
    )


@REGISTRATIONS.on(ParticipantWithdrawn)
def participant_withdrawn(event: ParticipantWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield WITHDRAW_REGISTRATION, {"participant": event.participant, "version": recorded.version}


@REGISTRATIONS.on(ParticipantCheckedIn)
def participant_checked_in(event: ParticipantCheckedIn, recorded: Recorded) -> Iterator[Statement]:
    yield CHECK_IN_REGISTRATION, {"participant": event.participant, "at": event.at, "version": recorded.version}


@REGISTRATIONS.on(ParticipantCheckInUndone)
def check_in_undone(event: ParticipantCheckInUndone, recorded: Recorded) -> Iterator[Statement]:
    yield UNDO_CHECK_IN_OF_REGISTRATION, {"participant": event.participant, "version": recorded.version}


@REGISTRATIONS.on(ParticipantErased)
def participant_erased(event: ParticipantErased, recorded: Recorded) -> Iterator[Statement]:
    yield ERASE_REGISTRATION, {"participant": event.participant, "version": recorded.version}


@REGISTRATIONS.on(ParticipantsToldApart)
def participants_told_apart(event: ParticipantsToldApart, _: Recorded) -> Iterator[Statement]:
    yield TELL_APART, {"exchange": event.exchange, "participants": list(event.participants)}


def _signed_up(event: SignUp, recorded: Recorded, *, waiting: bool) -> Iterator[Statement]:
    yield (
        INSERT_REGISTRATION,
        {
            "exchange": event.exchange,
            "number": event.number,
            "consented_at": event.consented_at,
            "language": recorded.meta.get("language", SOURCE_LANGUAGE),
            "waiting": waiting,
            **_details(event),
            "version": recorded.version,
        },
    )
    yield from _wishes(event)


def _wishes(event: SignUp | WishesChanged) -> Iterator[Statement]:
    for number, wish in enumerate(event.wishes):
        yield INSERT_WISH, {"participant": event.participant, "number": number, **wish.model_dump()}


def _details(event: SignUp | ParticipantChanged) -> dict[str, object]:
    return {
        "participant": event.participant,
        "name": event.name,
        "sort_key": norwegian_key(event.name),
        "sector": event.sector,
        "people": event.people,
        "contact_name": event.contact_name,
        "email": event.email,
        "phone": event.phone,
        "individual": event.individual,
        "dietary": event.dietary,
        "photo_consent": event.photo_consent,
    }
