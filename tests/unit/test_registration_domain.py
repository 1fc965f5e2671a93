"""What registration decides: the rules of planning an exchange and of taking part in one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.registration.domain.exchange import EXCHANGE, ChangeCapacity, PlanExchange
from services.registration.domain.participant import (
    PARTICIPANT,
    ChangeParticipant,
    ChangeWishes,
    CheckInParticipant,
    Details,
    EraseParticipant,
    LogoChoice,
    Openings,
    PromoteParticipant,
    Prospect,
    RegisterParticipant,
    UndoCheckIn,
    WithdrawParticipant,
)
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
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    Wish,
    WishesChanged,
)
from shared.contracts.vocabulary import Category, ListingKind, Sector
from tests.specification import Specification

given_exchange = Specification(EXCHANGE)
given_participant = Specification(PARTICIPANT)

EXCHANGE_ID = UUID("00000000-0000-4000-8000-0000000000e1")
ORGANISATION = UUID("00000000-0000-4000-8000-0000000000a1")
CHOIR = UUID("00000000-0000-4000-8000-0000000000c1")
LONG_BEFORE = datetime(2027, 1, 4, 12, tzinfo=UTC)
DOORS = datetime(2027, 4, 22, 15, 0, tzinfo=UTC)
OPENING = datetime(2027, 4, 22, 15, 45, tzinfo=UTC)
CLOSING = datetime(2027, 4, 22, 16, 45, tzinfo=UTC)
MIDNIGHT = datetime(2027, 4, 22, 22, 0, tzinfo=UTC)

plan = PlanExchange(
    exchange=EXCHANGE_ID,
    organisation=ORGANISATION,
    slug="lillevik-2027",
    name="Frivilligbørs Lillevik",
    municipality="Lillevik",
    venue="Kulturhuset",
    date=date(2027, 4, 22),
    doors_at=DOORS,
    opens_at=OPENING,
    closes_at=CLOSING,
    capacity=200,
    categories=(Category.PLACE, Category.COURSES),
    record=51,
    at=LONG_BEFORE,
)
planned = ExchangePlanned(
    exchange=EXCHANGE_ID,
    organisation=ORGANISATION,
    slug="lillevik-2027",
    name="Frivilligbørs Lillevik",
    municipality="Lillevik",
    venue="Kulturhuset",
    date=date(2027, 4, 22),
    doors_at=DOORS,
    opens_at=OPENING,
    closes_at=CLOSING,
    capacity=200,
    categories=(Category.PLACE, Category.COURSES),
    record=51,
)

more_room = CapacityChanged(exchange=EXCHANGE_ID, capacity=240)

need = Wish(
    id=UUID("00000000-0000-4000-8000-0000000000d1"),
    kind=ListingKind.NEED,
    category=Category.PLACE,
    text="Øvingslokale på tirsdager",
)
offer = Wish(
    id=UUID("00000000-0000-4000-8000-0000000000d2"),
    kind=ListingKind.OFFER,
    category=Category.COURSES,
    text="Sangkurs for nybegynnere",
)
details = Details(
    name="Lillevik kammerkor",
    sector=Sector.VOLUNTARY,
    people=3,
    contact_name="Kari Eksempel",
    email="kari@eksempel.no",
    phone="22 33 44 55",
)
openings = Openings(exchange=EXCHANGE_ID, categories=(Category.PLACE, Category.COURSES), over_at=MIDNIGHT)
register = RegisterParticipant(
    participant=CHOIR, details=details, wishes=(need, offer), consented=True, openings=openings, at=LONG_BEFORE
)
registered = ParticipantRegistered(
    exchange=EXCHANGE_ID,
    participant=CHOIR,
    name="Lillevik kammerkor",
    sector=Sector.VOLUNTARY,
    people=3,
    wishes=(need, offer),
    contact_name="Kari Eksempel",
    email="kari@eksempel.no",
    phone="22 33 44 55",
    consented_at=LONG_BEFORE,
)
wait = replace(register, prospect=Prospect(number=7, room=False))
waitlisted = ParticipantWaitlisted(**registered.model_dump(exclude={"type", "number"}), number=7)
other_offer = offer.model_copy(update={"text": "Konsert på festen"})
rewish = ChangeWishes(CHOIR, wishes=(need, other_offer), openings=openings, at=LONG_BEFORE)
rewished = WishesChanged(exchange=EXCHANGE_ID, participant=CHOIR, wishes=(need, other_offer), waiting=False)
rewished_waiting = rewished.model_copy(update={"waiting": True})
promote = PromoteParticipant(CHOIR)
promoted = ParticipantPromoted(
    exchange=EXCHANGE_ID,
    participant=CHOIR,
    number=7,
    name="Lillevik kammerkor",
    sector=Sector.VOLUNTARY,
    people=3,
    wishes=(need, offer),
)
change = ChangeParticipant(participant=CHOIR, details=replace(details, people=5, phone="99 88 77 66"))
changed = ParticipantChanged(
    exchange=EXCHANGE_ID,
    participant=CHOIR,
    name="Lillevik kammerkor",
    sector=Sector.VOLUNTARY,
    people=5,
    contact_name="Kari Eksempel",
    email="kari@eksempel.no",
    phone="99 88 77 66",
)
LOGO = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
logo_chosen = LogoChosen(exchange=EXCHANGE_ID, participant=CHOIR, logo=LOGO)
withdraw = WithdrawParticipant(participant=CHOIR)
withdrawn = ParticipantWithdrawn(exchange=EXCHANGE_ID, participant=CHOIR)
check_in = CheckInParticipant(participant=CHOIR, at=DOORS)
checked_in = ParticipantCheckedIn(exchange=EXCHANGE_ID, participant=CHOIR, at=DOORS)
A_MINUTE_LATER = DOORS + timedelta(minutes=1)
undo = UndoCheckIn(participant=CHOIR, came_at=DOORS, at=A_MINUTE_LATER)
check_in_elsewhere = CheckInParticipant(participant=CHOIR, at=DOORS + timedelta(seconds=30))
checked_in_elsewhere = ParticipantCheckedIn(exchange=EXCHANGE_ID, participant=CHOIR, at=DOORS + timedelta(seconds=30))
undo_elsewhere = replace(undo, came_at=checked_in_elsewhere.at)
undone = ParticipantCheckInUndone(exchange=EXCHANGE_ID, participant=CHOIR, at=A_MINUTE_LATER)
erase = EraseParticipant(participant=CHOIR, upcoming=True)
erase_afterwards = EraseParticipant(participant=CHOIR, upcoming=False)
erased = ParticipantErased(exchange=EXCHANGE_ID, participant=CHOIR)


# The exchange


def test_an_exchange_is_planned() -> None:
    given_exchange().when(plan).then(planned)


def test_an_exchange_is_planned_once() -> None:
    given_exchange(planned).when(plan).refused("already_planned")


def test_an_exchange_needs_a_name() -> None:
    given_exchange().when(replace(plan, name="  ")).refused("incomplete")


def test_an_exchange_needs_a_venue() -> None:
    given_exchange().when(replace(plan, venue="")).refused("incomplete")


def test_the_exchange_may_open_when_the_doors_do() -> None:
    given_exchange().when(replace(plan, opens_at=DOORS)).then(planned.model_copy(update={"opens_at": DOORS}))


def test_the_doors_do_not_open_after_the_exchange() -> None:
    given_exchange().when(replace(plan, doors_at=OPENING + timedelta(minutes=1))).refused("times_out_of_order")


def test_the_exchange_closes_after_it_opens() -> None:
    given_exchange().when(replace(plan, closes_at=OPENING)).refused("times_out_of_order")


def test_an_exchange_is_not_planned_when_it_would_be_over() -> None:
    given_exchange().when(replace(plan, at=CLOSING)).refused("in_the_past")


def test_an_exchange_has_room_for_somebody() -> None:
    given_exchange().when(replace(plan, capacity=0)).refused("no_room")


def test_there_may_be_room_for_more() -> None:
    given_exchange(planned).when(ChangeCapacity(EXCHANGE_ID, 240)).then(more_room)


def test_as_much_room_as_before_is_no_change() -> None:
    given_exchange(planned, more_room).when(ChangeCapacity(EXCHANGE_ID, 240)).nothing()


def test_an_exchange_goes_on_having_room_for_somebody() -> None:
    given_exchange(planned).when(ChangeCapacity(EXCHANGE_ID, 0)).refused("no_room", "minst én person")


def test_there_is_no_room_in_an_exchange_that_is_not_planned() -> None:
    given_exchange().when(ChangeCapacity(EXCHANGE_ID, 240)).refused("not_found", "finner ikke denne børsen")


def test_an_exchange_has_categories() -> None:
    given_exchange().when(replace(plan, categories=())).refused("no_categories")


def test_a_first_exchange_has_no_record_to_beat() -> None:
    given_exchange().when(replace(plan, record=None)).then(planned.model_copy(update={"record": None}))


def test_a_record_is_not_negative() -> None:
    given_exchange().when(replace(plan, record=-1)).refused("record_negative")


# Signing up


def test_an_organisation_signs_up() -> None:
    given_participant().when(register).then(registered)


def test_an_organisation_signs_up_with_its_logo() -> None:
    given_participant().when(replace(register, logo=LogoChoice(LOGO))).then(registered, logo_chosen)


def test_one_signs_up_once() -> None:
    given_participant(registered).when(register).refused("already_registered")


def test_signing_up_needs_a_need() -> None:
    given_participant().when(replace(register, wishes=(offer,))).refused("need_missing", "trenger")


def test_signing_up_needs_an_offer() -> None:
    given_participant().when(replace(register, wishes=(need,))).refused("offer_missing", "tilby")


def test_an_empty_need_is_none() -> None:
    empty = need.model_copy(update={"text": " "})
    given_participant().when(replace(register, wishes=(empty, offer))).refused("wish_empty")


def test_a_category_must_be_one_of_the_exchange() -> None:
    elsewhere = need.model_copy(update={"category": Category.CULTURE})
    given_participant().when(replace(register, wishes=(elsewhere, offer))).refused("category_unknown")


def test_signing_up_needs_consent() -> None:
    given_participant().when(replace(register, consented=False)).refused("consent_missing")


def test_signing_up_needs_somebody_to_contact() -> None:
    given_participant().when(replace(register, details=replace(details, contact_name=""))).refused("incomplete")


def test_signing_up_needs_a_person_who_comes() -> None:
    given_participant().when(replace(register, details=replace(details, people=0))).refused("nobody_comes")


def test_one_may_sign_up_on_the_day_itself() -> None:
    late = MIDNIGHT - timedelta(seconds=1)
    given_participant().when(replace(register, at=late)).then(registered.model_copy(update={"consented_at": late}))


def test_nobody_signs_up_when_the_day_is_over() -> None:
    given_participant().when(replace(register, at=MIDNIGHT)).refused("over")


def test_who_has_no_invitation_does_not_sign_up_where_one_is_needed() -> None:
    closed = replace(openings, closed=True)
    given_participant().when(replace(register, openings=closed)).refused("not_invited", "bare for inviterte")


# Needs and offers


def test_who_has_a_place_changes_its_needs_and_offers() -> None:
    given_participant(registered).when(rewish).then(rewished)


def test_who_waits_changes_its_needs_and_offers_and_is_promoted_with_them() -> None:
    given_participant(waitlisted).when(rewish).then(rewished_waiting)
    given_participant(waitlisted, rewished_waiting).when(promote).then(
        promoted.model_copy(update={"wishes": rewished.wishes})
    )


def test_at_least_one_need_and_one_offer_are_left() -> None:
    given_participant(registered).when(replace(rewish, wishes=(need,))).refused("offer_missing")


def test_needs_and_offers_stay_when_the_day_is_over() -> None:
    given_participant(registered).when(replace(rewish, at=MIDNIGHT)).refused("over")


def test_who_has_withdrawn_changes_no_needs_and_offers() -> None:
    given_participant(registered, withdrawn).when(rewish).refused("withdrawn")


# The waiting list


def test_who_finds_no_room_is_on_the_waiting_list() -> None:
    given_participant().when(wait).then(waitlisted)


def test_who_waited_is_promoted_with_what_it_signed_up_with() -> None:
    given_participant(waitlisted).when(promote).then(promoted)


def test_who_changed_while_it_waited_is_promoted_with_that() -> None:
    given_participant(waitlisted, changed).when(promote).then(promoted.model_copy(update={"people": 5}))


def test_who_chose_a_logo_while_it_waited_shows_it_once_it_is_promoted() -> None:
    given_participant(waitlisted, logo_chosen).when(promote).then(promoted, logo_chosen)


def test_who_is_promoted_twice_is_promoted_once() -> None:
    given_participant(waitlisted, promoted).when(promote).nothing()


def test_who_has_withdrawn_does_not_wait_any_more() -> None:
    given_participant(waitlisted).when(withdraw).then(withdrawn)
    given_participant(waitlisted, withdrawn).when(promote).refused("withdrawn", "trukket seg")


def test_who_waits_does_not_come_through_the_door() -> None:
    given_participant(waitlisted).when(check_in).refused("waiting", "må få plass først")


def test_who_waited_and_was_promoted_comes_through_the_door() -> None:
    given_participant(waitlisted, promoted).when(check_in).then(checked_in)


def test_who_is_erased_while_it_waits_does_not_wait_any_more() -> None:
    given_participant(waitlisted).when(erase).then(withdrawn, erased)


# Changing and withdrawing


def test_a_participant_changes_its_details() -> None:
    given_participant(registered).when(change).then(changed)


def test_a_participant_takes_its_logo_away() -> None:
    given_participant(registered, logo_chosen).when(replace(change, logo=LogoChoice(None))).then(
        changed, logo_chosen.model_copy(update={"logo": None})
    )


def test_a_change_that_says_nothing_of_the_logo_leaves_it() -> None:
    given_participant(registered, logo_chosen).when(change).then(changed)


def test_who_has_come_may_still_correct_a_phone_number() -> None:
    given_participant(registered, checked_in).when(change).then(changed)


def test_what_is_not_registered_cannot_be_changed() -> None:
    given_participant().when(change).refused("not_found")


def test_a_withdrawn_registration_cannot_be_changed() -> None:
    given_participant(registered, withdrawn).when(change).refused("withdrawn")


def test_a_participant_withdraws() -> None:
    given_participant(registered).when(withdraw).then(withdrawn)


def test_withdrawing_twice_is_withdrawing_once() -> None:
    given_participant(registered, withdrawn).when(withdraw).nothing()


# The door


def test_a_participant_checks_in() -> None:
    given_participant(registered).when(check_in).then(checked_in)


def test_checking_in_twice_is_checking_in_once() -> None:
    given_participant(registered, checked_in).when(check_in).nothing()


def test_a_change_after_check_in_does_not_undo_it() -> None:
    given_participant(registered, checked_in, changed).when(check_in).nothing()


def test_who_was_checked_in_by_mistake_has_not_come() -> None:
    given_participant(registered, checked_in).when(undo).then(undone)
    given_participant(registered, checked_in, changed).when(undo).then(undone)


def test_who_was_checked_in_by_mistake_may_come_after_all() -> None:
    given_participant(registered, checked_in, undone).when(check_in).then(checked_in)


def test_only_the_check_in_that_was_seen_is_undone() -> None:
    given_participant(registered, checked_in).when(replace(undo, came_at=A_MINUTE_LATER)).nothing()


def test_a_second_tablet_s_check_in_is_kept_too() -> None:
    given_participant(registered, checked_in).when(check_in_elsewhere).then(checked_in_elsewhere)


@pytest.mark.parametrize("delivered", [(checked_in, checked_in_elsewhere), (checked_in_elsewhere, checked_in)])
def test_who_was_checked_in_at_two_tablets_has_come_until_both_have_taken_it_back(
    delivered: tuple[ParticipantCheckedIn, ...],
) -> None:
    given_participant(registered, *delivered).when(undo).then(undone, checked_in_elsewhere)
    given_participant(registered, *delivered).when(undo_elsewhere).then(undone, checked_in)
    given_participant(registered, *delivered, undone, checked_in_elsewhere).when(undo_elsewhere).then(undone)


def test_a_check_in_that_is_delivered_after_another_tablet_s_was_undone_stands() -> None:
    given_participant(registered, checked_in_elsewhere, undone).when(check_in).then(checked_in)


def test_a_check_in_is_undone_once_and_as_long_as_it_means_something() -> None:
    given_participant(registered, checked_in, undone).when(undo).nothing()
    given_participant(registered).when(undo).nothing()
    given_participant(registered, checked_in, withdrawn).when(undo).nothing()


def test_who_withdrew_cannot_check_in() -> None:
    given_participant(registered, withdrawn).when(check_in).refused("withdrawn", "trukket seg")


def test_who_never_signed_up_cannot_check_in() -> None:
    given_participant().when(check_in).refused("not_found")


# Being forgotten


def test_who_is_erased_before_the_exchange_does_not_take_part_either() -> None:
    given_participant(registered).when(erase).then(withdrawn, erased)


def test_who_is_erased_afterwards_has_taken_part() -> None:
    given_participant(registered, checked_in).when(erase_afterwards).then(erased)


def test_who_withdrew_can_be_erased() -> None:
    given_participant(registered, withdrawn).when(erase).then(erased)


def test_erasing_twice_is_erasing_once() -> None:
    given_participant(registered, erased).when(erase).nothing()


def test_who_is_erased_cannot_be_changed() -> None:
    given_participant(registered, erased).when(change).refused("gone", "slettet")


def test_who_is_erased_cannot_check_in() -> None:
    given_participant(registered, erased).when(check_in).refused("gone")


def test_who_is_erased_cannot_sign_up_under_the_same_id() -> None:
    given_participant(registered, erased).when(register).refused("gone")


def test_nobody_can_be_erased_who_was_never_there() -> None:
    given_participant().when(erase).refused("not_found")
